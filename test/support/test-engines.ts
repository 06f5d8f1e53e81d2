import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  AlreadyRunningError,
  EngineFolder,
  freePort,
  lockFolder,
  startEmbeddedKafka,
  startEmbeddedPostgres,
} from '@app/embedded';

import type { RunTestsConfig } from './run-tests.config.js';

export interface TestEngines {
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

const FOLDER_PREFIX = 'tidemark-test-';

/** Tests kill the server, never the machine's power: what the system holds in memory is as good as on disk. */
const TEST_SETTINGS = { fsync: 'off', full_page_writes: 'off' };

export async function startTestEngines(config: RunTestsConfig): Promise<TestEngines> {
  const { kafkaBrokers, databaseUrl } = config;
  if (kafkaBrokers !== undefined && databaseUrl !== undefined) {
    return { kafkaBrokers, databaseUrl, stop: () => Promise.resolve() };
  }
  if (config.stack === 'embedded') return startEmbedded();
  // Loaded only when asked for: it takes longer to load than the engines take to start.
  const { startContainers } = await import('./test-containers.js');
  return startContainers();
}

async function startEmbedded(): Promise<TestEngines> {
  await removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
  lockFolder(folder);
  const log = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const [kafkaPort, postgresPort] = [await freePort(), await freePort()];
  const started = await Promise.allSettled([
    startEmbeddedKafka({ dataDir: join(folder, 'kafka'), port: kafkaPort, log }),
    startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: postgresPort, settings: TEST_SETTINGS }),
  ]);
  const stop = async (): Promise<void> => {
    await Promise.all(started.filter((each) => each.status === 'fulfilled').map((each) => each.value.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const [kafka, postgres] = started;
  if (kafka.status === 'fulfilled' && postgres.status === 'fulfilled') {
    return { kafkaBrokers: kafka.value.brokers, databaseUrl: postgres.value.url, stop };
  }
  await stop();
  throw kafka.status === 'rejected' ? kafka.reason : new Error('PostgreSQL did not start', { cause: postgres });
}

/** A run that was killed leaves its engines running and its folder behind. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(FOLDER_PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      lockFolder(folder);
      await new EngineFolder(join(folder, 'kafka')).stopLeftOver('SIGKILL');
      await new EngineFolder(join(folder, 'postgres')).stopLeftOver('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof AlreadyRunningError)) throw error;
    }
  }
}
