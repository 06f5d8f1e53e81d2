import { Log, HealthRegistry, type HealthStatus } from '@app/platform';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { ProjectionRunner } from './projection-runner.js';
import { ProjectorConfig } from './projector.config.js';
import { ProjectorEngines } from './projector-engines.js';
import { ProjectorMetrics } from './projector-metrics.js';

/** Runs the projections of this process, each in a consumer group of its own. */
@Injectable()
export class Projector implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly runners: readonly ProjectionRunner[];

  constructor(
    private readonly config: ProjectorConfig,
    private readonly engines: ProjectorEngines,
    private readonly health: HealthRegistry,
    private readonly metrics: ProjectorMetrics,
    log: Log,
  ) {
    const { source, admin, database } = engines;
    this.runners = config.projections.map(
      (projection) =>
        new ProjectionRunner(projection, config.reporting.timeZone, { source, admin, database, log }, metrics),
    );
  }

  onApplicationBootstrap(): void {
    this.metrics.watchPositions(() => new Map(this.runners.flatMap((runner) => [...runner.positions()])));
    for (const runner of this.runners) {
      this.health.add(runner.projection.name, () => this.check(runner));
      runner.start();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await this.engines.close();
  }

  private async check(runner: ProjectionRunner): Promise<HealthStatus> {
    const reason = await runner.problem(this.config.readiness.maxLagMs, Date.now());
    return reason === undefined ? { healthy: true } : { healthy: false, reason };
  }
}
