import { Metrics } from '@app/platform';
import { Injectable } from '@nestjs/common';

export type IntakeResult = 'accepted' | 'rejected' | 'overloaded' | 'unknown-outcome';

const HELP = {
  transactions: 'Posted transactions',
  notifications: 'Posted notifications',
  notification_retries: 'Posted retries of notifications',
};

/** What is posted; part of its metric's name. */
export type Posted = keyof typeof HELP;

/** Counts what was posted, batch items included, by what became of it. */
@Injectable()
export class IntakeMetrics {
  private readonly counters;

  constructor(metrics: Metrics) {
    const counterOf = (posted: Posted) =>
      metrics.counter({
        name: `tidemark_ingestion_${posted}_total`,
        help: `${HELP[posted]} by result: accepted, rejected, overloaded, unknown-outcome`,
        labels: ['result'],
      });
    this.counters = {
      transactions: counterOf('transactions'),
      notifications: counterOf('notifications'),
      notification_retries: counterOf('notification_retries'),
    };
  }

  count(posted: Posted, result: IntakeResult): void {
    this.counters[posted].inc({ result });
  }
}
