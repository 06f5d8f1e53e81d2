import type { Keyed } from '@app/messaging';
import { Metrics } from '@app/platform';
import { Injectable } from '@nestjs/common';

/** What the processor has done since it started. After a crash the same event may be counted again. */
@Injectable()
export class ProcessorMetrics {
  private readonly claims;
  private readonly events;
  private readonly postponements;

  constructor(metrics: Metrics) {
    this.claims = metrics.counter({
      name: 'tidemark_processor_claims_total',
      help: 'Transactions claimed by their first post',
    });
    this.events = metrics.counter({
      name: 'tidemark_processor_events_total',
      help: 'Events appended to the log, by type',
      labels: ['type'],
    });
    this.postponements = metrics.counter({
      name: 'tidemark_processor_settlements_postponed_total',
      help: 'Questions that the settlement policy answered with: later',
    });
  }

  claimed(count: number): void {
    this.claims.inc(count);
  }

  appended(events: readonly Keyed[]): void {
    for (const { type } of events) this.events.inc({ type });
  }

  postponed(): void {
    this.postponements.inc();
  }
}
