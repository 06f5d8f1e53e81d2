import { connectEngines, type Engines } from '@app/engines';
import { LogTransport } from '@app/messaging';
import { createHttpApp, listen, type Log } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { ProcessorConfig } from './processor.config.js';
import { ProcessorModule } from './processor.module.js';
import { SettlementWorker } from './settle-transactions/settlement-worker.js';

export interface ProcessorOptions {
  readonly config: ProcessorConfig;
  readonly log: Log;
  /** Closed with the app. By the configuration when left out. */
  readonly engines?: Engines;
}

/** The app with its reader, neither of them started. */
export async function createProcessorApp(options: ProcessorOptions): Promise<NestFastifyApplication> {
  const { config, log, engines = connect(config, log) } = options;
  const transport = new LogTransport({ ...engines, log });
  const app = await createHttpApp(ProcessorModule.of(config, engines, transport), { log });
  app.connectMicroservice({ strategy: transport });
  return app;
}

/** Answers about its health first, as the engines may be away for a while; resolves with the port. */
export async function startProcessor(app: NestFastifyApplication, port: number): Promise<number> {
  const actual = await listen(app, port);
  await app.startAllMicroservices();
  app.get(SettlementWorker).start();
  return actual;
}

/** After a crash of PostgreSQL claims and position are lost together and read again; where that is not enough, the commit waits. */
function connect(config: ProcessorConfig, log: Log): Engines {
  return connectEngines(config, { name: 'tidemark-processor', synchronousCommit: 'off' }, log);
}
