import { Module, type DynamicModule } from '@nestjs/common';

import { Projector } from './projector.js';
import { ProjectorConfig } from './projector.config.js';
import { ProjectorEngines } from './projector-engines.js';
import { ProjectorMetrics } from './projector-metrics.js';
import { RebuildProcesses } from './rebuild/rebuild-processes.js';
import { RebuildsController } from './rebuild/rebuilds.controller.js';

@Module({})
export class ProjectorModule {
  static of(config: ProjectorConfig, engines: ProjectorEngines): DynamicModule {
    return {
      module: ProjectorModule,
      controllers: [RebuildsController],
      providers: [
        { provide: ProjectorConfig, useValue: config },
        { provide: ProjectorEngines, useValue: engines },
        ProjectorMetrics,
        Projector,
        RebuildProcesses,
      ],
    };
  }
}
