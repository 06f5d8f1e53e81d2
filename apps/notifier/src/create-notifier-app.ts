import { connectEngines } from '@app/engines';
import { LogTransport } from '@app/messaging';
import { createHttpApp, listen, type Environment, type Log } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { channelsOf } from './channels.js';
import { DeliveryWorker } from './deliver/delivery-worker.js';
import type { NotifierConfig } from './notifier.config.js';
import { NotifierModule } from './notifier.module.js';
import { Rules } from './rules/rules.js';

export interface NotifierOptions {
  readonly config: NotifierConfig;
  readonly log: Log;
  /** Where the senders in use find their settings; that of the process when left out. */
  readonly environment?: Environment;
}

/** The app with its reader, neither of them started. @throws ConfigError when a sender in use lacks a setting */
export async function createNotifierApp({
  config,
  log,
  environment,
}: NotifierOptions): Promise<NestFastifyApplication> {
  const channels = channelsOf(config, log, environment);
  // What is about to be sent must survive a crash of PostgreSQL, or it would be sent twice and nobody would know.
  const engines = connectEngines(config, { name: 'tidemark-notifier', synchronousCommit: 'on' }, log);
  const transport = new LogTransport({ ...engines, log });
  const app = await createHttpApp(NotifierModule.of(config, engines, transport, channels), { log });
  app.connectMicroservice({ strategy: transport });
  return app;
}

/** Answers about its health first, as the engines may be away for a while; resolves with the port. */
export async function startNotifier(app: NestFastifyApplication, port: number): Promise<number> {
  const actual = await listen(app, port);
  await app.startAllMicroservices();
  app.get(DeliveryWorker).start();
  app.get(Rules).start();
  return actual;
}
