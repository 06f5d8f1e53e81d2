import { CircuitBreaker, retryDelay } from '@app/outbound';

import { definePolicy, SettlementPolicy, type SettlementAnswer, type SettlementQuestion } from './settlement-policy.js';
import { askService, type ServiceAnswer } from './settlement-service.js';

export interface HttpPolicyOptions {
  readonly url: string;
  readonly delayMs: number;
  readonly timeoutMs: number;
  /** The last one's failure is the transaction's. */
  readonly maxAttempts: number;
  readonly concurrency: number;
}

/** Sources of time and chance, so that tests need no patience. */
export interface HttpPolicyEngines {
  readonly now: () => number;
  readonly random: () => number;
}

/** Ten in a row are no accident at any concurrency; 5 s is short beside the longest wait of a single transaction. */
const BREAKER = { failures: 10, openMs: 5_000 };
/** Between two questions about one transaction. */
const RHYTHM = { firstMs: 1_000, longestMs: 60_000 };

/** Asks an outside service; a transaction that it cannot be had for fails after the last attempt. */
export class HttpPolicy extends SettlementPolicy {
  readonly delayMs: number;
  readonly timeoutMs: number;
  readonly inFlight: number;
  readonly together = 1;
  private readonly breaker: CircuitBreaker;

  constructor(
    private readonly options: HttpPolicyOptions,
    private readonly engines: HttpPolicyEngines = { now: () => performance.now(), random: () => Math.random() },
  ) {
    super();
    this.delayMs = options.delayMs;
    this.timeoutMs = options.timeoutMs;
    this.inFlight = options.concurrency;
    this.breaker = new CircuitBreaker(BREAKER, engines.now);
  }

  settleAtOnce(): undefined {
    return undefined;
  }

  async settle({ facts, outcomeId, attempt, stopping }: SettlementQuestion): Promise<SettlementAnswer> {
    const refusedFor = this.breaker.refusal();
    // Spread over as long again, so that they do not all come back with the first probe.
    if (refusedFor !== undefined) return uncounted(refusedFor * (1 + this.engines.random()));
    const answer = await askService(this.options, facts, outcomeId, stopping);
    this.note(answer);
    switch (answer.kind) {
      case 'settled': {
        const { outcome, reason } = answer;
        return { kind: 'decided', outcome, ...(reason !== undefined && { reason }) };
      }
      case 'refused':
        return failed(`settlement refused with ${String(answer.status)}`);
      case 'busy':
      case 'failed':
        return this.again(attempt, answer.retryAfterMs);
      case 'stopped':
        return uncounted(0);
    }
  }

  private again(attempt: number, retryAfterMs: number | undefined): SettlementAnswer {
    const { maxAttempts } = this.options;
    if (attempt >= maxAttempts) return failed(`no settlement after ${String(maxAttempts)} attempts`);
    return { kind: 'later', delayMs: retryDelay(RHYTHM, attempt, retryAfterMs, this.engines.random()), counted: true };
  }

  private note({ kind }: ServiceAnswer): void {
    switch (kind) {
      case 'settled':
      case 'refused':
      case 'busy':
        this.breaker.succeeded();
        return;
      case 'failed':
        this.breaker.failed();
        return;
      case 'stopped':
        this.breaker.abandoned();
    }
  }
}

function failed(reason: string): SettlementAnswer {
  return { kind: 'decided', outcome: 'FAILED', reason };
}

function uncounted(delayMs: number): SettlementAnswer {
  return { kind: 'later', delayMs, counted: false };
}

export const http = definePolicy({
  name: 'http',
  create: (settings) => {
    if (settings.settlementUrl === undefined) throw new Error('the http policy needs SETTLEMENT_URL');
    return new HttpPolicy({
      url: settings.settlementUrl,
      delayMs: settings.processingDelayMs,
      timeoutMs: settings.settlementTimeoutMs,
      maxAttempts: settings.settlementMaxAttempts,
      concurrency: settings.settlementConcurrency,
    });
  },
});
