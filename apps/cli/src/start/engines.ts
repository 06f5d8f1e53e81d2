import { join } from 'node:path';

import { assertPortFree, createEmbeddedKafka, EmbeddedPostgres } from '@app/embedded';

import type { StartConfig } from './start.config.js';
import type { Supervised } from './supervised.js';

export interface EnginePlan {
  /** What is started here; empty when both are somebody else's. */
  readonly engines: readonly Supervised[];
  readonly kafkaBrokers: string;
  readonly databaseUrl: string;
}

/**
 * @throws EngineUnavailableError when the machine lacks what an engine needs
 * @throws PortInUseError
 */
export async function planEngines(
  config: StartConfig,
  dataDir: string,
  log: (line: string) => void,
): Promise<EnginePlan> {
  const [kafka, postgres] = await Promise.all([planKafka(config, dataDir, log), planPostgres(config, dataDir)]);
  return {
    engines: [...kafka.engines, ...postgres.engines],
    kafkaBrokers: kafka.address,
    databaseUrl: postgres.address,
  };
}

interface EngineChoice {
  readonly engines: readonly Supervised[];
  readonly address: string;
}

async function planKafka(config: StartConfig, dataDir: string, log: (line: string) => void): Promise<EngineChoice> {
  if (config.kafkaBrokers !== undefined) return { engines: [], address: config.kafkaBrokers.join(',') };
  const port = config.embeddedKafkaPort;
  await assertPortFree(port, 'embedded Kafka', 'EMBEDDED_KAFKA_PORT');
  const cache = config.cacheDir === undefined ? {} : { cacheDir: config.cacheDir };
  const kafka = await createEmbeddedKafka({ dataDir: join(dataDir, 'kafka'), port, log, ...cache });
  return { engines: [kafka], address: kafka.brokers };
}

async function planPostgres(config: StartConfig, dataDir: string): Promise<EngineChoice> {
  if (config.databaseUrl !== undefined) return { engines: [], address: config.databaseUrl };
  const port = config.embeddedPostgresPort;
  await assertPortFree(port, 'embedded PostgreSQL', 'EMBEDDED_POSTGRES_PORT');
  const postgres = new EmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), port });
  return { engines: [postgres], address: postgres.url };
}
