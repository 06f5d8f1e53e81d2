import type { Metrics } from '@app/platform';

/** What rules have done since the process started. After a crash the same may be counted again. */
export class RuleMetrics {
  private readonly requests;
  private readonly unasked;

  constructor(metrics: Metrics) {
    this.requests = metrics.counter({
      name: 'tidemark_notifier_rule_requests_total',
      help: 'Notifications that rules asked for, by rule',
      labels: ['rule'],
    });
    this.unasked = metrics.counter({
      name: 'tidemark_notifier_rule_unasked_total',
      help: 'Events for which a rule had nothing to ask, by rule and reason: no-user, not-ours',
      labels: ['rule', 'reason'],
    });
  }

  asked(rule: string, count: number): void {
    this.requests.inc({ rule }, count);
  }

  notAsked(rule: string, reason: string): void {
    this.unasked.inc({ rule, reason });
  }
}
