export { pollUntil, type PollOptions } from './poll-until.js';
export { runUnless } from './run-unless.js';
export { testingConfig, type TestingConfig } from './testing.config.js';
export { testStack, type TestStack } from './test-stack.js';
export { uniqueGroup, uniqueTopic } from './unique-names.js';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.js';
