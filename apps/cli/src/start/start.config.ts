import type { KafkaConnection } from '@app/messaging';
import { Env, KafkaConfig, kafkaConnection, list, loadConfig, port, text, url, type Environment } from '@app/platform';

export class StartConfig {
  @Env('TIDEMARK_DATA', { default: '.tidemark', describe: 'Folder of the embedded engines, their data and run.json' })
  readonly dataDir!: string;

  @Env('TIDEMARK_CACHE', { optional: true, describe: "Folder of Kafka's jars; ~/.cache/tidemark when empty" })
  readonly cacheDir!: string | undefined;

  @Env('KAFKA_BROKERS', { as: list(text()), optional: true, describe: 'A running Kafka, instead of the embedded one' })
  readonly kafkaBrokers!: readonly string[] | undefined;

  @Env('DATABASE_URL', {
    as: url('postgres', 'postgresql'),
    optional: true,
    secret: true,
    describe: 'A running PostgreSQL, instead of the embedded one',
  })
  readonly databaseUrl!: string | undefined;

  @Env('EMBEDDED_KAFKA_PORT', { as: port(), default: '19092', describe: 'Port of the embedded Kafka' })
  readonly embeddedKafkaPort!: number;

  @Env('EMBEDDED_POSTGRES_PORT', { as: port(), default: '15432', describe: 'Port of the embedded PostgreSQL' })
  readonly embeddedPostgresPort!: number;

  @Env('INGESTION_PORT', { as: port(), default: '3000', describe: 'Port of ingestion' })
  readonly ingestionPort!: number;

  @Env('READ_API_PORT', { as: port(), default: '3001', describe: 'Port of read-api' })
  readonly readApiPort!: number;

  @Env('PROCESSOR_PORT', { as: port(), default: '3002', describe: 'Port of processor' })
  readonly processorPort!: number;

  @Env('PROJECTOR_PORT', { as: port(), default: '3003', describe: 'Port of projector' })
  readonly projectorPort!: number;

  @Env('NOTIFIER_PORT', { as: port(), default: '3004', describe: 'Port of notifier' })
  readonly notifierPort!: number;

  @Env('READ_API_URL', { as: url('http', 'https'), optional: true, describe: 'Where clients reach read-api' })
  readonly readApiUrl!: string | undefined;

  @Env('LOG_FORMAT', { optional: true, describe: 'json or pretty; when empty, pretty on a terminal' })
  readonly logFormat!: string | undefined;
}

export function startConfig(env?: Environment): StartConfig {
  return loadConfig(StartConfig, env);
}

/** The environment of a child: ours, with what `start` has decided. */
export function childEnvironment(decided: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...decided };
}

/** How to reach these brokers, with the topic prefix and the TLS and SASL settings of the environment. */
export function kafkaOf(brokers: readonly string[]): KafkaConnection {
  const config = loadConfig(KafkaConfig, childEnvironment({ KAFKA_BROKERS: brokers.join(',') }));
  return kafkaConnection(config, 'tidemark-start');
}
