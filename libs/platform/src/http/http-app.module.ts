import { type DynamicModule, type Type, Module } from '@nestjs/common';

import { HealthController } from '../health/health.controller.js';
import { HealthRegistry } from '../health/health-registry.js';
import { Log } from '../logging/log.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { Metrics } from '../metrics/metrics.js';

/** What every app has beside its own module: `Log`, `HealthRegistry` and `Metrics` to inject anywhere, and their routes. */
@Module({})
export class HttpAppModule {
  static around(app: Type | DynamicModule, log: Log): DynamicModule {
    return {
      module: HttpAppModule,
      global: true,
      imports: [app],
      controllers: [HealthController, MetricsController],
      providers: [{ provide: Log, useValue: log }, HealthRegistry, Metrics],
      exports: [Log, HealthRegistry, Metrics],
    };
  }
}
