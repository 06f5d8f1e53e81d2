import { createHistogram } from 'node:perf_hooks';

import { ATTEMPT_RESULTS, type AttemptResult } from '../history/history.js';

export interface LoadSummary extends Readonly<Record<AttemptResult, number>> {
  /** Attempts, those that were sent again included. */
  readonly attempts: number;
  readonly seconds: number;
  /** Accepted ones a second. */
  readonly rate: number;
  /** Of answered attempts. */
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}

/** Counts what became of attempts and how long the answers took. */
export class LoadFigures {
  private readonly counts = new Map<AttemptResult, number>(ATTEMPT_RESULTS.map((result) => [result, 0]));
  private readonly microseconds = createHistogram({ lowest: 1, highest: 600_000_000, figures: 3 });
  private readonly began = performance.now();
  private ended: number | undefined;

  add(result: AttemptResult, ms: number, isAnswered: boolean): void {
    this.counts.set(result, this.count(result) + 1);
    if (isAnswered) this.microseconds.record(Math.max(1, Math.round(ms * 1_000)));
  }

  count(result: AttemptResult): number {
    return this.counts.get(result) ?? 0;
  }

  stop(): void {
    this.ended = performance.now();
  }

  summary(): LoadSummary {
    const seconds = ((this.ended ?? performance.now()) - this.began) / 1_000;
    const [accepted, rejected, failed, unknown] = ATTEMPT_RESULTS.map((result) => this.count(result));
    return {
      attempts: [...this.counts.values()].reduce((sum, count) => sum + count, 0),
      accepted: accepted ?? 0,
      rejected: rejected ?? 0,
      failed: failed ?? 0,
      unknown: unknown ?? 0,
      seconds: round(seconds),
      rate: Math.round(this.count('accepted') / seconds),
      p50_ms: this.percentile(50),
      p99_ms: this.percentile(99),
      max_ms: this.microseconds.count === 0 ? 0 : round(this.microseconds.max / 1_000),
    };
  }

  private percentile(share: number): number {
    return this.microseconds.count === 0 ? 0 : round(this.microseconds.percentile(share) / 1_000);
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
