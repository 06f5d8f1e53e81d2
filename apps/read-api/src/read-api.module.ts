import { HeartbeatController } from '@app/platform';
import { ReadModelsModule } from '@app/projections';
import { Module, type DynamicModule } from '@nestjs/common';

import { BrokerFrontier } from './broker-frontier.js';
import { EngineHealth } from './engine-health.js';
import type { ReadApiConfig } from './read-api.config.js';
import { ReadApiEngines } from './read-api-engines.js';

@Module({})
export class ReadApiModule {
  static of({ dialect, summaryCalendar }: ReadApiConfig, engines: ReadApiEngines): DynamicModule {
    const { database, admin } = engines;
    return {
      module: ReadApiModule,
      imports: [ReadModelsModule.of({ database, frontier: new BrokerFrontier(admin), dialect, summaryCalendar })],
      controllers: [HeartbeatController],
      providers: [{ provide: ReadApiEngines, useValue: engines }, EngineHealth],
    };
  }
}
