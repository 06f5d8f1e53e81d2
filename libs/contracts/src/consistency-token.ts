import { PARTITIONS, TOPICS, type Topic } from './topics.js';

/** A place in the log: the offset up to which a reader must have come (the next one to read), by partition. */
export interface LogPosition {
  readonly topic: Topic;
  readonly next: ReadonlyMap<number, number>;
}

const SHAPE = /^(?<topic>[a-z]+)(?<places>(?:\.\d{1,2}-\d{1,16})+)$/u;

/** Writes a `Consistency-Token`, such as `transactions.3-1042`. Clients should take it as opaque. */
export function formatConsistencyToken(position: LogPosition): string {
  const places = [...position.next].map(([partition, next]) => `.${String(partition)}-${String(next)}`);
  return `${position.topic}${places.join('')}`;
}

/** Reads a `Consistency-Token`; `undefined` when it is none. */
export function parseConsistencyToken(token: string): LogPosition | undefined {
  const groups = SHAPE.exec(token)?.groups;
  const topic = TOPICS.find((known) => known === groups?.['topic']);
  if (topic === undefined) return undefined;
  const next = new Map<number, number>();
  for (const place of (groups?.['places'] ?? '').slice(1).split('.')) {
    const [partition, offset] = place.split('-').map(Number);
    if (partition === undefined || offset === undefined || partition >= PARTITIONS) return undefined;
    if (!Number.isSafeInteger(offset) || next.has(partition)) return undefined;
    next.set(partition, offset);
  }
  return { topic, next };
}
