import type { Database, DatabaseTransaction } from '@app/database';

import type { KeyPlace, Snapshot } from '../freshness/fresh-reads.js';
import { readerOf, type Generation } from '../generations/generation.js';
import { liveGeneration } from '../generations/live-generation.js';
import { notificationsAbout } from '../notification-log/notifications-about.js';
import { PROJECTIONS } from '../projections.js';
import type { ProjectionProgress, TimelineEvent, TransactionTimeline } from './get-timeline.query.js';
import { timelineEvents } from './timeline-events.js';

/** A client that posts one transaction for ever must not make an answer of gigabytes. */
const MOST_EVENTS = 10_000;

/** How far a reader is in the partition of a key. */
interface KeyProgress {
  readonly position: number;
  readonly parked: number;
  /** The offset of the first parked record of the key: what lies behind it waits. */
  readonly firstParked: number;
}

/** The events, how far each read model is with them, and what was sent about them, in one snapshot. */
export function findTimeline(
  database: Database,
  generation: Generation,
  place: KeyPlace,
  transactionId: string,
): Promise<Snapshot<TransactionTimeline>> {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const { position, parked } = await keyProgress(transaction, place, transactionId);
      const known = await timelineEvents(transaction, generation.schema, transactionId, MOST_EVENTS + 1);
      if (known.length === 0) return { found: undefined, position, parked: parked > 0 };
      const events = known.slice(0, MOST_EVENTS);
      const projections = await progressOfAll(transaction, place, transactionId, events);
      const truncated = known.length > events.length;
      const notifications = await notificationsAbout(transaction, transactionId);
      const found = { transactionId, events, truncated, projections, notifications };
      return { found, position, parked: parked > 0 };
    });
}

/** Of each read model of the topic that has a live generation. */
async function progressOfAll(
  transaction: DatabaseTransaction,
  { topic, partition }: KeyPlace,
  key: string,
  events: readonly TimelineEvent[],
): Promise<readonly ProjectionProgress[]> {
  const all: ProjectionProgress[] = [];
  for (const { name } of PROJECTIONS.filter((projection) => projection.topic === topic)) {
    const live = await liveGeneration(transaction, name);
    if (live === undefined) continue;
    const progress = await keyProgress(transaction, { reader: readerOf(live), topic, partition }, key);
    const { position, parked, firstParked } = progress;
    const applied = events.findLast(({ offset }) => offset < Math.min(position, firstParked))?.offset ?? null;
    all.push({ name, generation: live.generation, position, applied, parked });
  }
  return all;
}

async function keyProgress(
  transaction: DatabaseTransaction,
  { reader, topic, partition }: KeyPlace,
  key: string,
): Promise<KeyProgress> {
  const place = await transaction
    .selectFrom('log_positions')
    .select('next_offset')
    .where('reader', '=', reader)
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .executeTakeFirst();
  const waiting = await transaction
    .selectFrom('parked_records')
    .select(({ fn }) => [fn.countAll<string>().as('records'), fn.min<string | null>('offset').as('first')])
    .where('reader', '=', reader)
    .where('topic', '=', topic)
    .where('key', '=', Buffer.from(key))
    .executeTakeFirstOrThrow();
  return {
    position: Number(place?.next_offset ?? 0),
    parked: Number(waiting.records),
    firstParked: waiting.first === null ? Infinity : Number(waiting.first),
  };
}
