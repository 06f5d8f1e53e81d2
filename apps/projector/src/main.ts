import { listen, loadConfig, PinoLog, runApp } from '@app/platform';

import { createProjectorApp } from './create-projector-app.js';
import { ProjectorConfig } from './projector.config.js';

const boot = async () => {
  const config = loadConfig(ProjectorConfig);
  const log = PinoLog.create('projector', config.runtime);
  const app = await createProjectorApp(config, log);
  const port = await listen(app, config.port);
  log.info({ event: 'projector.listening', port, projections: config.projections.map(({ name }) => name) });
  return app;
};

await runApp('projector', boot, { inBackground: true });
