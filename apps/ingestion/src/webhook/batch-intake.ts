import type { RecordPosition } from '@app/messaging';
import { validationProblem, type FieldError, type SchemaViolation } from '@app/platform';
import { Injectable } from '@nestjs/common';

import type { AppendProblem } from './append-problem.js';
import { IntakeMetrics } from './intake-metrics.js';
import { UnreadableLine } from './ndjson.js';
import { compileBody } from './posted-body.js';
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

type Judged = BatchItem & { readonly position?: RecordPosition; readonly problem?: AppendProblem };

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
    const problems = judged.flatMap(({ problem }) => problem ?? []);
    return {
      items: judged.map(({ position: _position, problem: _problem, ...item }) => item),
      positions: judged.flatMap(({ position }) => position ?? []),
      problem: problems.find(({ code }) => code === 'unknown-outcome') ?? problems[0],
    };
  }

  /** Runs up to the append without a pause, so that items of one transaction reach the log in their order. */
  private async acceptItem(item: unknown, index: number, receipt: Receipt): Promise<Judged> {
    if (!isTransaction(item)) {
      this.metrics.count('rejected');
      return { index, transaction_id: idOf(item), result: 'rejected', errors: errorsOf(item) };
    }
    const { transaction_id } = item;
    const reading = this.intake.read(item, receipt);
    if (!reading.ok) return { index, transaction_id, result: 'rejected', errors: fieldErrors(reading.violations) };
    const written = await this.intake.write(reading.command);
    if (written.ok) return { index, transaction_id, result: 'accepted', position: written.position };
    const { problem } = written;
    // Also when it was surely not written: the sender's next step, to send it again, is the same.
    return { index, transaction_id, result: 'unknown', errors: [{ pointer: '#', detail: problem.title }], problem };
  }
}

function isTransaction(item: unknown): item is TransactionDto {
  return judge(item) === undefined;
}

function errorsOf(item: unknown): readonly FieldError[] {
  if (item instanceof UnreadableLine) return [{ pointer: '#', detail: 'is not JSON' }];
  return fieldErrors(judge(item) ?? []);
}

function fieldErrors(violations: readonly SchemaViolation[]): readonly FieldError[] {
  return validationProblem(violations).errors ?? [];
}

function idOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('transaction_id' in item)) return null;
  const { transaction_id: id } = item;
  return typeof id === 'string' && id.length <= MAX_ID_LENGTH ? id : null;
}
