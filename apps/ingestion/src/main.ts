import { createLogAdmin, createLogSink } from '@app/messaging';
import { kafkaConnection, listen, loadConfig, PinoLog, runApp } from '@app/platform';

import { createIngestionApp } from './create-ingestion-app.js';
import { IngestionConfig } from './ingestion.config.js';

await runApp('ingestion', async () => {
  const config = loadConfig(IngestionConfig);
  const log = PinoLog.create('ingestion', config.runtime);
  const kafka = kafkaConnection(config.kafka, 'tidemark-ingestion');
  const limits = { deadlineMs: config.produceDeadlineMs, queueLimit: config.produceQueueLimit };
  const ports = { sink: createLogSink(kafka, limits, log), admin: createLogAdmin(kafka, log) };
  const app = await createIngestionApp({ config, log, ports });
  const port = await listen(app, config.port);
  log.info({ event: 'ingestion.listening', port, dialect: config.dialect });
  return app;
});
