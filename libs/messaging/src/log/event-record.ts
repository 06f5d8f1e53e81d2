import { encodeEvent, EVENT_CATALOG, PARTITIONS, type DomainEvent } from '@app/contracts';

import type { NewRecord } from './log-record.js';
import { partitionOf } from './murmur2.js';

const TOPIC_OF = new Map(EVENT_CATALOG.map((contract) => [contract.type, contract.topic]));

/** The record that carries a keyed event: its topic by the catalog, its partition by its key. */
export function recordOf(event: DomainEvent): NewRecord {
  if (event.subject === null) throw new Error(`${event.type} has no key: it is written to a partition`);
  return recordInPartition(event, partitionOf(event.subject, PARTITIONS));
}

/** The record of an event that speaks of one whole partition. */
export function recordInPartition(event: DomainEvent, partition: number): NewRecord {
  const topic = TOPIC_OF.get(event.type);
  if (topic === undefined) throw new Error(`${event.type} is not in the catalog`);
  return { topic, partition, ...encodeEvent(event) };
}
