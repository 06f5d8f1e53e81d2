import { testingConfig } from './testing.config.js';

export interface TestStack {
  /** As KAFKA_BROKERS takes it. */
  readonly kafkaBrokers: string;
  /** The server's own database; specs make theirs with `createTestDatabase`. */
  readonly databaseUrl: string;
}

/** The engines that all specs of a run share; each spec keeps to its own database, topics and groups. */
export function testStack(config = testingConfig()): TestStack {
  const { kafkaBrokers, databaseUrl } = config;
  if (kafkaBrokers === undefined || databaseUrl === undefined) {
    throw new Error(
      'This spec needs engines: run it by `npm test -- <path>`, or set TEST_KAFKA_BROKERS and TEST_DATABASE_URL.',
    );
  }
  return { kafkaBrokers, databaseUrl };
}
