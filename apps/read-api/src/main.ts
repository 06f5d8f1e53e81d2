import { listen, loadConfig, PinoLog, runApp } from '@app/platform';

import { createReadApiApp } from './create-read-api-app.js';
import { ReadApiConfig } from './read-api.config.js';

await runApp('read-api', async () => {
  const config = loadConfig(ReadApiConfig);
  const log = PinoLog.create('read-api', config.runtime);
  const app = await createReadApiApp(config, log);
  const port = await listen(app, config.port);
  log.info({ event: 'read-api.listening', port, dialect: config.dialect });
  return app;
});
