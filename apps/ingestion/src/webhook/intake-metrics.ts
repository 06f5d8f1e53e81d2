import { Metrics } from '@app/platform';
import { Injectable } from '@nestjs/common';

export type IntakeResult = 'accepted' | 'rejected' | 'overloaded' | 'unknown-outcome';

/** Counts posted transactions, batch items included, by what became of them. */
@Injectable()
export class IntakeMetrics {
  private readonly transactions;

  constructor(metrics: Metrics) {
    this.transactions = metrics.counter({
      name: 'tidemark_ingestion_transactions_total',
      help: 'Posted transactions by result: accepted, rejected, overloaded, unknown-outcome',
      labels: ['result'],
    });
  }

  count(result: IntakeResult): void {
    this.transactions.inc({ result });
  }
}
