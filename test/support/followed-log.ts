import { decodeEvent, EVENT_CATALOG, PARTITIONS, type DomainEvent, type Topic } from '@app/contracts';
import {
  createLogAdmin,
  createLogSource,
  type FactLogger,
  type KafkaConnection,
  type LogSubscription,
} from '@app/messaging';
import { pollUntil, uniqueGroup } from '@app/testing';

export interface FollowedLog {
  /** All events up to the end that the broker names now. */
  events(): Promise<readonly DomainEvent[]>;
  close(): Promise<void>;
}

const TYPES = new Set(EVENT_CATALOG.map(({ type }) => type));

/** Creates the topic, and reads it from its start once it is asked. A record that does not decode fails whoever asks. */
export async function followTopic(topic: Topic, connection: KafkaConnection, log: FactLogger): Promise<FollowedLog> {
  const admin = createLogAdmin(connection, log);
  await admin.ensureTopic(topic, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
  const events: (DomainEvent | Error)[] = [];
  const positions = new Map<number, number>();
  const subscribe = (): Promise<LogSubscription> =>
    createLogSource(connection, log).subscribe(topic, uniqueGroup(), {
      assigned: (partitions) => Promise.resolve(new Map(partitions.map((partition) => [partition, 0]))),
      records({ partition, records, end }) {
        for (const record of records) events.push(decoded(() => decodeEvent(record, TYPES)));
        positions.set(partition, end);
        return Promise.resolve();
      },
      trouble: (error) => {
        events.push(error);
      },
    });
  let subscription: Promise<LogSubscription> | undefined;
  return {
    async events() {
      subscription ??= subscribe();
      await subscription;
      const ends = await admin.offsets(topic);
      const isRead = (): boolean => [...ends].every(([partition, { end }]) => (positions.get(partition) ?? 0) >= end);
      await pollUntil(isRead, { what: 'the log is read to its end' });
      return events.map((event) => {
        if (event instanceof Error) throw event;
        return event;
      });
    },
    async close() {
      await (await subscription)?.close();
      await admin.close();
    },
  };
}

function decoded(decode: () => DomainEvent | undefined): DomainEvent | Error {
  try {
    return decode() ?? new Error('a record of no known type');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
