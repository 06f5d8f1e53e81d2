import { loadConfig, PinoLog, runApp } from '@app/platform';

import { createProcessorApp, startProcessor } from './create-processor-app.js';
import { ProcessorConfig } from './processor.config.js';

const boot = async () => {
  const config = loadConfig(ProcessorConfig);
  const log = PinoLog.create('processor', config.runtime);
  const app = await createProcessorApp({ config, log });
  const port = await startProcessor(app, config.port);
  log.info({ event: 'processor.listening', port, policy: config.settlementPolicy });
  return app;
};

await runApp('processor', boot, { inBackground: true });
