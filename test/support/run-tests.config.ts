import { testingConfig, type TestingConfig } from '@app/testing';

export interface RunTestsConfig extends TestingConfig {
  readonly stack: 'embedded' | 'containers';
}

/** `TEST_STACK=containers` runs Kafka and PostgreSQL in containers; engines that are named already come first. */
export function runTestsConfig(env: NodeJS.ProcessEnv = process.env): RunTestsConfig {
  return { ...testingConfig(env), stack: env['TEST_STACK'] === 'containers' ? 'containers' : 'embedded' };
}

export function withEngines(engines: { kafkaBrokers: string; databaseUrl: string }): NodeJS.ProcessEnv {
  return { ...process.env, TEST_KAFKA_BROKERS: engines.kafkaBrokers, TEST_DATABASE_URL: engines.databaseUrl };
}
