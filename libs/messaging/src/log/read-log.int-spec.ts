import { testStack, uniqueGroup, uniqueTopic } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createLogSink } from '../kafkajs/create-log-sink.js';
import { createLogAdmin } from '../kafkajs/kafkajs-log-admin.js';
import { createLogSource } from '../kafkajs/kafkajs-log-source.js';
import type { OffsetRange } from './log-admin.js';
import { readLog } from './read-log.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PARTITIONS = 3;
const PER_PARTITION = 2_000;

const connection = { brokers: testStack().kafkaBrokers.split(','), clientId: 'read-log-spec' };
const topic = uniqueTopic();
const admin = createLogAdmin(connection, QUIET);
const sink = createLogSink(connection, { deadlineMs: 10_000, queueLimit: 100_000 }, QUIET);

async function append(partition: number, from: number, to: number): Promise<void> {
  const values = Array.from({ length: to - from }, (_, index) => String(from + index));
  await Promise.all(values.map((value) => sink.append({ topic, partition, key: null, value, headers: {} })));
}

/** Values in the order in which they were read, by partition. */
async function read(ranges: ReadonlyMap<number, OffsetRange>): Promise<ReadonlyMap<number, readonly string[]>> {
  const values = new Map<number, string[]>();
  const source = createLogSource(connection, QUIET);
  for await (const { partition, records } of readLog({ source, topic, group: uniqueGroup(), ranges })) {
    // A partition is read in one go.
    if (values.has(partition)) expect([...values.keys()].at(-1)).toBe(partition);
    const texts = records.map(({ value }) => value?.toString() ?? '');
    values.set(partition, [...(values.get(partition) ?? []), ...texts]);
  }
  return values;
}

const numbers = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

describe('readLog', () => {
  beforeAll(async () => {
    await admin.ensureTopic(topic, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    await Promise.all([append(0, 0, PER_PARTITION), append(2, 0, PER_PARTITION)]);
  });

  afterAll(async () => {
    await Promise.all([admin.close(), sink.close()]);
  });

  it('given a topic, when read whole, then every record comes once, in order, partition after partition', async () => {
    const values = await read(await admin.offsets(topic));
    expect([...values.keys()]).toEqual([0, 2]);
    expect(values.get(0)).toEqual(numbers(0, PER_PARTITION));
    expect(values.get(2)).toEqual(numbers(0, PER_PARTITION));
  });

  it('given records past the end of a range, when read, then they are left out', async () => {
    const values = await read(new Map([[2, { low: 500, end: 1_501 }]]));
    expect([...values]).toEqual([[2, numbers(500, 1_501)]]);
  });

  it('given a header called as something that every object has, when read, then it is as it was written', async () => {
    const { offset } = await sink.append({ topic, partition: 1, key: null, value: '', headers: { constructor: 'x' } });
    const ranges = new Map([[1, { low: offset, end: offset + 1 }]]);

    const slices = readLog({ source: createLogSource(connection, QUIET), topic, group: uniqueGroup(), ranges });
    for await (const { records } of slices) {
      const read = records.map(({ headers, unusualHeaders }) => ({ headers, unusualHeaders }));
      expect(read).toEqual([{ headers: { constructor: Buffer.from('x') }, unusualHeaders: undefined }]);
    }
  });

  it('given nothing to read, when read, then it ends at once', async () => {
    expect(await read(new Map([[1, { low: 0, end: 0 }]]))).toEqual(new Map());
  });

  it('given a reader that loses interest, when it leaves in the middle, then nothing is left behind', async () => {
    const source = createLogSource(connection, QUIET);
    const ranges = await admin.offsets(topic);
    for await (const { records } of readLog({ source, topic, group: uniqueGroup(), ranges })) {
      expect(records[0]?.value?.toString()).toBe('0');
      break;
    }
  });
});
