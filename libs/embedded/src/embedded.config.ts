import { homedir } from 'node:os';
import { join } from 'node:path';

export interface EmbeddedConfig {
  /** Where Kafka's jars are kept, outside node_modules, so that a fresh clone does not download them again. */
  readonly cacheDir: string;
  readonly javaHome: string | undefined;
}

/** `TIDEMARK_CACHE` moves the cache; `JAVA_HOME` picks the Java. */
export function embeddedConfig(env: NodeJS.ProcessEnv = process.env): EmbeddedConfig {
  return {
    cacheDir: env['TIDEMARK_CACHE'] ?? join(homedir(), '.cache', 'tidemark'),
    javaHome: env['JAVA_HOME'],
  };
}
