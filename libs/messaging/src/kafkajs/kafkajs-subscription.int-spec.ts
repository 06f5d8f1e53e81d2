import { pollUntil, testStack, uniqueTopic } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import kafkajs from 'kafkajs';

import type { LogSink } from '../log/log-sink.js';
import type { LogListener, LogSlice, LogSubscription } from '../log/log-source.js';
import { createLogSink } from './create-log-sink.js';
import type { KafkaConnection } from './kafka-connection.js';
import { createLogAdmin } from './kafkajs-log-admin.js';
import { createLogSource } from './kafkajs-log-source.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ONE_PARTITION = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1 };
const SESSION_TIMEOUT_MS = 6_000;

/** Reads from offset 0 and keeps what it was told; a test changes what it does. */
class Recorder implements LogListener {
  readonly assignments: (readonly number[])[] = [];
  readonly offsets: number[] = [];
  readonly troubles: string[] = [];
  beforeAssigned: () => Promise<void> = () => Promise.resolve();
  beforeRecords: () => Promise<void> = () => Promise.resolve();

  async assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    this.assignments.push(partitions);
    await this.beforeAssigned();
    return new Map(partitions.map((partition) => [partition, this.offsets.length]));
  }

  async records(slice: LogSlice): Promise<void> {
    await this.beforeRecords();
    this.offsets.push(...slice.records.map((record) => record.offset));
  }

  trouble(error: Error): void {
    this.troubles.push(error.message);
  }
}

// Real Kafka; the listener is a recorder.
describe('KafkaJsSubscription', () => {
  let connection: KafkaConnection;
  let sink: LogSink;
  let listener: Recorder;
  let open: LogSubscription[];

  beforeEach(() => {
    const prefix = `${uniqueTopic()}.`;
    connection = { brokers: testStack().kafkaBrokers.split(','), clientId: 'spec', prefix };
    sink = createLogSink(connection, { deadlineMs: 5_000, queueLimit: 1_000 }, QUIET);
    listener = new Recorder();
    open = [];
  });
  afterEach(async () => {
    await Promise.all([sink.close(), ...open.map((subscription) => subscription.close())]);
  });

  const createTopic = async (): Promise<void> => {
    const admin = createLogAdmin(connection, QUIET);
    await admin.ensureTopic('log', ONE_PARTITION);
    await admin.close();
  };
  const subscribe = async (to = connection): Promise<LogSubscription> => {
    const subscription = await createLogSource(to, QUIET).subscribe('log', 'group', listener);
    open.push(subscription);
    return subscription;
  };
  const append = (from: number, to: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: to - from }, (_, n) =>
        sink.append({ topic: 'log', partition: 0, key: null, value: String(from + n), headers: {} }),
      ),
    );
  const untilRead = (count: number): Promise<unknown> =>
    pollUntil(() => listener.offsets.length >= count, { what: `${String(count)} read` });
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

  it.each([TypeError, Error])(
    'given a listener that throws a %p, when it has, then the same records come again and none is skipped',
    async (ErrorClass) => {
      await createTopic();
      await append(0, 10);
      let failures = 0;
      listener.beforeRecords = () => {
        failures += 1;
        return failures === 1 ? Promise.reject(new ErrorClass('a bug')) : Promise.resolve();
      };

      await subscribe();
      await untilRead(10);
      await append(10, 20);
      await untilRead(20);

      expect(listener.offsets).toEqual(upTo(20));
      expect(listener.troubles).toEqual([expect.stringContaining('could not be taken over')]);
    },
  );

  it('given positions that cannot be had, when they can, then records come from there and none came before', async () => {
    await createTopic();
    await append(0, 5);
    listener.beforeAssigned = () =>
      listener.assignments.length < 3 ? Promise.reject(new Error('no database')) : Promise.resolve();

    await subscribe();
    await untilRead(5);

    expect(listener.assignments).toEqual([[0], [0], [0]]);
    expect(listener.troubles).toEqual(['no database', 'no database']);
    expect(listener.offsets).toEqual(upTo(5));
  });

  it('given records that are held back past the session time-out, when there is room, then it is still the same member', async () => {
    await createTopic();
    await append(0, 5);
    const room = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    listener.beforeRecords = () => {
      asked.resolve(undefined);
      return room.promise;
    };
    await subscribe();
    await asked.promise;

    const until = performance.now() + SESSION_TIMEOUT_MS + 1_500;
    await pollUntil(() => performance.now() > until, { what: 'the time to pass' });
    room.resolve(undefined);
    await untilRead(5);

    expect(listener.assignments).toEqual([[0]]);
    expect(listener.troubles).toEqual([]);
  });

  it('given a topic that is missing, when it is created, then the reason was told and reading begins by itself', async () => {
    await subscribe();
    await pollUntil(() => listener.troubles.length > 0, { what: 'trouble' });
    await createTopic();
    await append(0, 5);
    await untilRead(5);

    expect(listener.troubles[0]).toContain('does not host this topic-partition');
  });

  it('given no broker, when partitions are held, delivered and noted, then nothing is thrown and it can be closed', async () => {
    const subscription = await subscribe({ ...connection, brokers: ['127.0.0.1:1'] });

    subscription.hold([0]);
    subscription.deliver(0, 0);
    await subscription.note(new Map([[0, 1]]));
    await pollUntil(() => listener.troubles.length > 1, { what: 'a second attempt' });
    subscription.hold([0]);
    subscription.deliver(0, 0);
    await subscription.close();

    expect(listener.assignments).toEqual([]);
  });

  it.each([
    ['it was opened', () => Promise.resolve()],
    ['it was assigned', () => pollUntil(() => listener.assignments.length > 0, { what: 'an assignment' })],
  ])(
    'given a subscription, when closed as soon as %s, then the group is empty once it is closed',
    async (_when, wait) => {
      await createTopic();
      await append(0, 5);
      const subscription = await subscribe();
      await wait();

      await subscription.close();

      expect(await members()).toEqual([]);
    },
  );

  it('given a group with a member, when another is closed while it joins, then the first has the partitions again', async () => {
    await createTopic();
    await subscribe();
    await pollUntil(() => listener.assignments.length > 0, { what: 'an assignment' });
    const second = await subscribe();
    await pollUntil(async () => (await members()).length > 1, { what: 'the second is joining' });

    await second.close();

    expect(await members()).toHaveLength(1);
  });

  async function members(): Promise<readonly unknown[]> {
    const kafka = new kafkajs.Kafka({ brokers: [...connection.brokers], logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    const { groups } = await admin.describeGroups([`${connection.prefix ?? ''}group`]);
    await admin.disconnect();
    return groups.flatMap((group) => group.members);
  }
});
