import type { RecordPosition } from '@app/messaging';
import { ProblemError, validationProblem } from '@app/platform';
import { Injectable } from '@nestjs/common';

import type { AcceptTransaction } from '../accept-transaction/accept-transaction.command.js';
import { UNSIGNED } from '../event-source.js';
import { IngestionConfig } from '../ingestion.config.js';
import { ConfirmedWrites, type Written } from '../intake/confirmed-writes.js';
import { IntakeMetrics } from '../intake/intake-metrics.js';
import { validTraceparent } from '../intake/traceparent.js';
import { toAcceptTransaction, type Reading, type Receipt, type Reported } from './to-accept-transaction.js';
import type { TransactionPost } from './transaction-post.js';

/** From a post whose shape is proven to a record in the log; the same for every route. */
@Injectable()
export class TransactionIntake {
  constructor(
    private readonly writes: ConfirmedWrites,
    private readonly config: IngestionConfig,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** @throws ProblemError when a value is wrong, or the log did not confirm the write */
  async accept(post: TransactionPost, receipt: Receipt): Promise<RecordPosition> {
    const reading = this.read(post, receipt);
    if (!reading.ok) throw new ProblemError(validationProblem(reading.violations));
    return this.writes.confirm('transactions', reading.command);
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
    if (!reading.ok) this.metrics.count('transactions', 'rejected');
    return reading;
  }

  write(command: AcceptTransaction): Promise<Written> {
    return this.writes.write('transactions', command);
  }
}
