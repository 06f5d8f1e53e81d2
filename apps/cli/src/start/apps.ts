import type { StartConfig } from './start.config.js';

/** What `tidemark start` runs, in the order of the data flow. A new app is one line here and its port in the config. */
export const APPS = [
  { name: 'ingestion', portOf: (config: StartConfig) => config.ingestionPort, portVariable: 'INGESTION_PORT' },
  { name: 'processor', portOf: (config: StartConfig) => config.processorPort, portVariable: 'PROCESSOR_PORT' },
  { name: 'projector', portOf: (config: StartConfig) => config.projectorPort, portVariable: 'PROJECTOR_PORT' },
  { name: 'notifier', portOf: (config: StartConfig) => config.notifierPort, portVariable: 'NOTIFIER_PORT' },
  { name: 'read-api', portOf: (config: StartConfig) => config.readApiPort, portVariable: 'READ_API_PORT' },
] as const;

export type App = (typeof APPS)[number];
export type AppName = App['name'];
