import type { App } from './apps.js';
import type { StartConfig } from './start.config.js';
import type { Welcome } from './welcome.js';

/** What has to be done between the engines and the apps. */
export interface Preparation {
  migrate(databaseUrl: string): Promise<void>;
  createTopics(kafkaBrokers: readonly string[]): Promise<void>;
}

export interface StartOptions {
  readonly config: StartConfig;
  /** An absolute path. */
  readonly dataDir: string;
  /** None for engines only. */
  readonly apps: readonly App[];
  /** The built main.js of an app. */
  readonly mainOf: (app: App) => string;
  readonly prepare: Preparation;
  readonly welcome: (welcome: Welcome) => void;
}
