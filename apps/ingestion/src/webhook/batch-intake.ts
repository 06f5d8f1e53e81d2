import type { RecordPosition } from '@app/messaging';
import { validationProblem, type FieldError, type SchemaViolation } from '@app/platform';
import { Injectable } from '@nestjs/common';

import type { AppendProblem } from '../intake/append-problem.js';
import type { Written } from '../intake/confirmed-writes.js';
import { IntakeMetrics } from '../intake/intake-metrics.js';
import { compileBody } from '../intake/posted-body.js';
import { UNREADABLE_LINE } from './ndjson.js';
import type { Receipt } from './to-accept-transaction.js';
import { TransactionIntake } from './transaction-intake.js';
import { TRANSACTION_BODY, type TransactionDto } from './transaction.dto.js';

export interface BatchItem {
  readonly index: number;
  /** As sent; null where the item has none that could be one. */
  readonly transaction_id: string | null;
  readonly result: 'accepted' | 'rejected' | 'unknown';
  readonly errors?: readonly FieldError[];
}

/** What became of the items, in their order. */
export interface BatchOutcome {
  readonly items: readonly BatchItem[];
  readonly positions: readonly RecordPosition[];
  /** Why valid items were not written; unknown outcomes come before refusals, as they say less. */
  readonly problem: AppendProblem | undefined;
}

/** An item's result, and what the log said where it was asked. */
interface Judged {
  readonly item: BatchItem;
  readonly written?: Written;
}

const judge = compileBody(TRANSACTION_BODY);
const MAX_ID_LENGTH = 100;

/** Takes each item by itself: one that is wrong, or not written, says nothing about the others. */
@Injectable()
export class BatchIntake {
  constructor(
    private readonly intake: TransactionIntake,
    private readonly metrics: IntakeMetrics,
  ) {}

  async accept(items: readonly unknown[], receipt: Receipt): Promise<BatchOutcome> {
    const judged = await Promise.all(items.map((item, index) => this.acceptItem(item, index, receipt)));
    const written = judged.flatMap((one) => one.written ?? []);
    const problems = written.flatMap((one) => (one.ok ? [] : one.problem));
    return {
      items: judged.map(({ item }) => item),
      positions: written.flatMap((one) => (one.ok ? one.position : [])),
      problem: problems.find(({ code }) => code === 'unknown-outcome') ?? problems[0],
    };
  }

  /** Runs up to the append without a pause, so that items of one transaction reach the log in their order. */
  private async acceptItem(body: unknown, index: number, receipt: Receipt): Promise<Judged> {
    if (!isTransaction(body)) {
      this.metrics.count('transactions', 'rejected');
      return { item: { index, transaction_id: idOf(body), result: 'rejected', errors: errorsOf(body) } };
    }
    const { transaction_id } = body;
    const reading = this.intake.read(body, receipt);
    if (!reading.ok) {
      return { item: { index, transaction_id, result: 'rejected', errors: fieldErrors(reading.violations) } };
    }
    const written = await this.intake.write(reading.command);
    if (written.ok) return { item: { index, transaction_id, result: 'accepted' }, written };
    // Also when it was surely not written: the sender's next step, to send it again, is the same.
    const errors = [{ pointer: '#', detail: written.problem.title }];
    return { item: { index, transaction_id, result: 'unknown', errors }, written };
  }
}

function isTransaction(body: unknown): body is TransactionDto {
  return judge(body) === undefined;
}

function errorsOf(body: unknown): readonly FieldError[] {
  if (body === UNREADABLE_LINE) return [{ pointer: '#', detail: 'is not JSON' }];
  return fieldErrors(judge(body) ?? []);
}

function fieldErrors(violations: readonly SchemaViolation[]): readonly FieldError[] {
  return validationProblem(violations).errors ?? [];
}

function idOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('transaction_id' in body)) return null;
  const { transaction_id: id } = body;
  return typeof id === 'string' && id.length <= MAX_ID_LENGTH ? id : null;
}
