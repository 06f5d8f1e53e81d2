import { DatabaseConfig, KafkaConfig, loadConfig, type Environment } from '@app/platform';

import { childEnvironment, startConfig } from '../start/start.config.js';

/** PostgreSQL as a command finds it. */
export function databaseConfig(env?: Environment): DatabaseConfig {
  return loadConfig(DatabaseConfig, withEmbeddedPorts(env));
}

/** Kafka as a command finds it. */
export function kafkaConfig(env?: Environment): KafkaConfig {
  return loadConfig(KafkaConfig, withEmbeddedPorts(env));
}

/** An engine that nobody names is the one that `start` runs, on the port that `start` gives it. */
function withEmbeddedPorts(env: Environment = childEnvironment({})): Environment {
  const { kafkaBrokers, databaseUrl, embeddedKafkaPort, embeddedPostgresPort } = startConfig(env);
  return {
    ...env,
    ...(kafkaBrokers === undefined && { KAFKA_BROKERS: `127.0.0.1:${embeddedKafkaPort}` }),
    ...(databaseUrl === undefined && {
      DATABASE_URL: `postgres://tidemark:tidemark@127.0.0.1:${embeddedPostgresPort}/tidemark`,
    }),
  };
}
