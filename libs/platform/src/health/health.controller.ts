import { Controller, Get, Header } from '@nestjs/common';

import { ProblemError } from '../http/problem-error.js';
import { type HealthStatus, HealthRegistry } from './health-registry.js';

/** A probe comes again this soon anyway. */
const RETRY_AFTER_SECONDS = 1;

@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthRegistry) {}

  /** The process runs and its event loop turns. Says nothing of the engines: restarting would not mend those. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  /** 200 when every check is healthy, else 503 with all of them. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(): Promise<{ readonly status: 'ready'; readonly checks: Readonly<Record<string, HealthStatus>> }> {
    const { ready, checks } = await this.health.report();
    if (ready) return { status: 'ready', checks };
    throw new ProblemError({
      status: 503,
      code: 'not-ready',
      title: 'Not ready',
      detail: Object.entries(checks)
        .flatMap(([name, check]) => (check.healthy ? [] : [`${name}: ${check.reason}`]))
        .join('; '),
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      extensions: { checks },
    });
  }
}
