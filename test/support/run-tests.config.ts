import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testingConfig, type TestingConfig } from '@app/testing';

export interface RunTestsConfig extends TestingConfig {
  readonly stack: 'embedded' | 'containers';
}

/** `TEST_STACK=containers` runs Kafka and PostgreSQL in containers; engines that are named already come first. */
export function runTestsConfig(env: NodeJS.ProcessEnv = process.env): RunTestsConfig {
  return { ...testingConfig(env), stack: env['TEST_STACK'] === 'containers' ? 'containers' : 'embedded' };
}

/**
 * Processes of tests live for seconds. Brokers do without the second compiler, which is half of what a start takes them;
 * commands and apps find what was compiled before.
 */
export function startProcessesQuickly(env: NodeJS.ProcessEnv = process.env): void {
  env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1';
  env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'tidemark-compiled');
}

export function withEngines(engines: { kafkaBrokers: string; databaseUrl: string }): NodeJS.ProcessEnv {
  return { ...process.env, TEST_KAFKA_BROKERS: engines.kafkaBrokers, TEST_DATABASE_URL: engines.databaseUrl };
}
