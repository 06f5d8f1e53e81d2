import { testStack, uniqueTopic } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import kafkajs, { type Admin } from 'kafkajs';

import type { LogAdmin } from '../log/log-admin.js';
import { UnknownTopicError } from '../log/log.errors.js';
import { QUIET } from '../reader/reader.fixture.js';
import { createLogAdmin } from './kafkajs-log-admin.js';

const TWO_PARTITIONS = { partitions: 2, replicationFactor: 1, minInsyncReplicas: 1 };
const ROUNDS = 30;

// Real Kafka, the run's shared one.
describe('KafkaJsLogAdmin', () => {
  const brokers = testStack().kafkaBrokers.split(',');
  let operator: Admin;
  let admin: LogAdmin;

  beforeAll(async () => {
    operator = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
    await operator.connect();
  });
  afterAll(() => operator.disconnect());
  beforeEach(() => {
    admin = createLogAdmin({ brokers, clientId: 'log-admin-spec' }, QUIET);
  });
  afterEach(() => admin.close());

  it('given a missing topic, when it is asked for, then there is no description, and its offsets are refused', async () => {
    const topic = uniqueTopic();
    expect(await admin.describe(topic)).toBeUndefined();
    await expect(admin.offsets(topic)).rejects.toThrow(UnknownTopicError);
  });

  it('given a topic, when it is made sure of again, then it exists, as it was made', async () => {
    const topic = uniqueTopic();
    expect(await admin.ensureTopic(topic, TWO_PARTITIONS)).toBe('created');
    expect(await admin.ensureTopic(topic, TWO_PARTITIONS)).toBe('exists');
    expect(await admin.describe(topic)).toMatchObject({ topic, partitions: 2, config: { 'retention.ms': '-1' } });
  });

  it('given topics that are deleted, when they are described meanwhile, then they are there whole or not at all', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const topic = uniqueTopic();
      await operator.createTopics({ topics: [{ topic, numPartitions: 2 }] });
      const isDeleted = operator.deleteTopics({ topics: [topic] });
      let found = await admin.describe(topic);
      while (found !== undefined) {
        expect(found).toMatchObject({ topic, partitions: 2, config: { 'cleanup.policy': 'delete' } });
        found = await admin.describe(topic);
      }
      await isDeleted;
    }
  });
});
