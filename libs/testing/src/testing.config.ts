export interface TestingConfig {
  /** Host and port of every broker, separated by commas. */
  readonly kafkaBrokers: string | undefined;
  readonly databaseUrl: string | undefined;
}

/** `TEST_KAFKA_BROKERS` and `TEST_DATABASE_URL` name the engines of this test run; `npm test` sets them. */
export function testingConfig(env: NodeJS.ProcessEnv = process.env): TestingConfig {
  return { kafkaBrokers: env['TEST_KAFKA_BROKERS'], databaseUrl: env['TEST_DATABASE_URL'] };
}
