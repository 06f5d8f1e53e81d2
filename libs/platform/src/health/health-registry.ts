import { Injectable } from '@nestjs/common';

/** What one check found. Facts of a healthy check are shown as they are; a reason is written for the person on call. */
export type HealthStatus =
  | { readonly healthy: true; readonly facts?: Readonly<Record<string, unknown>> }
  | { readonly healthy: false; readonly reason: string; readonly facts?: Readonly<Record<string, unknown>> };

export interface HealthReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, HealthStatus>>;
}

export type HealthCheck = () => Promise<HealthStatus>;

/** A check that is slower is as good as failed to whoever waits for the answer. */
const CHECK_TIMEOUT_MS = 2_000;
/** Load balancers of several replicas ask at once; one round of questions to the engines serves them all. */
const REPORT_LIFETIME_MS = 250;

/** Where every part of an app says whether it can do its work. The app is ready when all of them can. */
@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>();
  private current: { readonly report: Promise<HealthReport>; readonly until: number } | undefined;

  add(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`There is a health check named ${name} already`);
    this.checks.set(name, check);
    this.current = undefined;
  }

  /** Runs all checks in parallel, or returns the report of the last 250 ms. */
  report(now = performance.now()): Promise<HealthReport> {
    if (this.current === undefined || now >= this.current.until) {
      this.current = { report: this.runAll(), until: now + REPORT_LIFETIME_MS };
    }
    return this.current.report;
  }

  private async runAll(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await withinLimit(check)] as const),
    );
    return { ready: results.every(([, { healthy }]) => healthy), checks: Object.fromEntries(results) };
  }
}

async function withinLimit(check: HealthCheck): Promise<HealthStatus> {
  const { promise: timedOut, resolve } = Promise.withResolvers<HealthStatus>();
  const timer = setTimeout(() => {
    resolve({ healthy: false, reason: `no answer within ${CHECK_TIMEOUT_MS.toString()} ms` });
  }, CHECK_TIMEOUT_MS);
  try {
    return await Promise.race([check(), timedOut]);
  } catch (error) {
    return { healthy: false, reason: error instanceof Error ? error.message : 'the check failed' };
  } finally {
    clearTimeout(timer);
  }
}
