import { listen, loadConfig, PinoLog, runApp } from '@app/platform';

import { createIngestionApp } from './create-ingestion-app.js';
import { IngestionConfig } from './ingestion.config.js';

await runApp('ingestion', async () => {
  const config = loadConfig(IngestionConfig);
  const log = PinoLog.create('ingestion', config.runtime);
  const app = await createIngestionApp({ config, log });
  const port = await listen(app, config.port);
  log.info({ event: 'ingestion.listening', port, dialect: config.dialect });
  return app;
});
