import { testingConfig, type TestingConfig } from '@app/testing';

export interface RunTestsConfig extends TestingConfig {
  readonly stack: 'embedded' | 'containers';
}

/** `TEST_STACK=containers` runs Kafka and PostgreSQL in containers; engines that are named already come first. */
export function runTestsConfig(env: NodeJS.ProcessEnv = process.env): RunTestsConfig {
  return { ...testingConfig(env), stack: env['TEST_STACK'] === 'containers' ? 'containers' : 'embedded' };
}

/** Brokers of tests live for seconds: compiling their code a second time, to make it faster, is half of what they would do. */
export function startJvmsQuickly(env: NodeJS.ProcessEnv = process.env): void {
  env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1';
}

export function withEngines(engines: { kafkaBrokers: string; databaseUrl: string }): NodeJS.ProcessEnv {
  return { ...process.env, TEST_KAFKA_BROKERS: engines.kafkaBrokers, TEST_DATABASE_URL: engines.databaseUrl };
}
