import type { NotificationAttempted, NotificationCompleted } from '@app/contracts';
import { Metrics } from '@app/platform';
import { Injectable } from '@nestjs/common';

/** What the notifier has done since it started. After a crash the same event may be counted again. */
@Injectable()
export class NotifierMetrics {
  private readonly requests;
  private readonly attempts;
  private readonly completions;

  constructor(metrics: Metrics) {
    this.requests = metrics.counter({
      name: 'tidemark_notifier_requests_total',
      help: 'Notifications taken up by their first request',
    });
    this.attempts = metrics.counter({
      name: 'tidemark_notifier_attempts_total',
      help: 'Attempts told to the log, by channel, provider and result: success, retry, failed, unknown',
      labels: ['channel', 'provider', 'result'],
    });
    this.completions = metrics.counter({
      name: 'tidemark_notifier_completions_total',
      help: 'Notifications that came to an end, by status: sent, failed',
      labels: ['status'],
    });
  }

  requested(count: number): void {
    this.requests.inc(count);
  }

  attempted({ channel, provider, result }: NotificationAttempted['data']): void {
    this.attempts.inc({ channel, provider: provider ?? 'none', result });
  }

  completed(events: readonly NotificationCompleted[]): void {
    for (const { data } of events) this.completions.inc({ status: data.status });
  }
}
