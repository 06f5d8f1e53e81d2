import { loadConfig, PinoLog, runApp } from '@app/platform';

import { createNotifierApp, startNotifier } from './create-notifier-app.js';
import { NotifierConfig } from './notifier.config.js';

const boot = async () => {
  const config = loadConfig(NotifierConfig);
  const log = PinoLog.create('notifier', config.runtime);
  const app = await createNotifierApp({ config, log });
  const port = await startNotifier(app, config.port);
  log.info({ event: 'notifier.listening', port });
  return app;
};

await runApp('notifier', boot, { inBackground: true });
