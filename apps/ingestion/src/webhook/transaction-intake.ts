import type { RecordPosition } from '@app/messaging';
import { ProblemError, validationProblem } from '@app/platform';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';

import { AcceptTransaction } from '../accept-transaction/accept-transaction.command.js';
import { IngestionConfig } from '../ingestion.config.js';
import { problemOfAppend, type AppendProblem } from './append-problem.js';
import { IntakeMetrics } from './intake-metrics.js';
import { toAcceptTransaction, type Reading, type Receipt, type Reported } from './to-accept-transaction.js';
import type { TransactionPost } from './transaction-post.js';
import { validTraceparent } from './traceparent.js';

/** Until posts are signed there is nobody to name. */
const UNSIGNED = 'unsigned';

export type Written =
  { readonly ok: true; readonly position: RecordPosition } | { readonly ok: false; readonly problem: AppendProblem };

/** From a post whose shape is proven to a record in the log; the same for every route. */
@Injectable()
export class TransactionIntake {
  constructor(
    private readonly commands: CommandBus,
    private readonly config: IngestionConfig,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** @throws ProblemError when a value is wrong, or the log did not confirm the write */
  async accept(post: TransactionPost, receipt: Receipt): Promise<RecordPosition> {
    const reading = this.read(post, receipt);
    if (!reading.ok) throw new ProblemError(validationProblem(reading.violations));
    const written = await this.write(reading.command);
    if (!written.ok) throw new ProblemError(written.problem);
    return written.position;
  }

  receipt(traceparent: string | undefined, reported?: Reported): Receipt {
    return {
      receivedAt: new Date().toISOString(),
      source: UNSIGNED,
      traceparent: validTraceparent(traceparent),
      reported,
      defaultCurrency: this.config.defaultCurrency,
    };
  }

  read(post: TransactionPost, receipt: Receipt): Reading {
    const reading = toAcceptTransaction(post, receipt);
    if (!reading.ok) this.metrics.count('rejected');
    return reading;
  }

  async write(command: AcceptTransaction): Promise<Written> {
    try {
      const position = await this.commands.execute(command);
      this.metrics.count('accepted');
      return { ok: true, position };
    } catch (error) {
      const problem = problemOfAppend(error);
      if (problem === undefined) throw error;
      this.metrics.count(problem.code);
      return { ok: false, problem };
    }
  }
}
