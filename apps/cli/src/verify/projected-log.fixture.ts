import { PARTITIONS, type DomainEvent } from '@app/contracts';
import type { Database } from '@app/database';
import { factsOf } from '@app/domain';
import { partitionOf, PositionedReader, type ReaderEngines } from '@app/messaging';
import { applyBatch, followedGenerations, readerOf, subscriptionOf, type Projection } from '@app/projections';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

/** Has a projector build a read model from the whole log. */
export async function projectLog(projection: Projection, zone: string, engines: ReaderEngines): Promise<void> {
  const { database, admin } = engines;
  const [generation] = (await followedGenerations(database, projection, zone)).follow;
  if (generation === undefined) throw new Error('a new database has a generation of this code');
  const reader = readerOf(generation);
  const projector = new PositionedReader(
    {
      reader,
      group: reader,
      topic: projection.topic,
      subscription: subscriptionOf(projection),
      apply: (batch) => applyBatch(projection, generation, batch),
    },
    engines,
  );
  await projector.start();
  const ends = await admin.offsets(projection.topic);
  const records = [...ends.values()].reduce((sum, { end }) => sum + end, 0);
  await pollUntil(async () => (await appliedOf(database, reader)) === records, { what: 'the log is projected' });
  await projector.stop();
}

/** Claims as a processor makes them that has read the whole log, and parked what the status's projector has. */
export async function claimLog(database: Database, events: readonly DomainEvent[]): Promise<void> {
  const reader = 'transaction-status_g1';
  await sql`
    INSERT INTO log_positions (reader, topic, partition, next_offset, last_event_id, parked)
    SELECT 'processor', topic, partition, next_offset, last_event_id, parked FROM log_positions WHERE reader = ${reader}`.execute(
    database,
  );
  await sql`
    INSERT INTO parked_records (reader, topic, partition, "offset", key, headers, appended_at, error_class, error_message)
    SELECT 'processor', topic, partition, "offset", key, headers, appended_at, error_class, error_message
    FROM parked_records WHERE reader = ${reader}`.execute(database);
  const claims = new Map<string, Parameters<typeof insertClaim>[1]>();
  for (const event of events) {
    if (event.type === 'TransactionReceived.v1') {
      const { transaction_id: id, reported_status } = event.data;
      const facts = { ...factsOf(event.data), ...(reported_status !== undefined && { reported_status }) };
      if (!claims.has(id)) claims.set(id, { id, firstEventId: event.id, facts, outcome: null, processedAt: null });
    }
    if (event.type === 'TransactionProcessed.v1' || event.type === 'TransactionFailed.v1') {
      const { transaction_id: id, processed_at: processedAt } = event.data;
      const outcome = event.type === 'TransactionProcessed.v1' ? 'PROCESSED' : 'FAILED';
      const claim = claims.get(id);
      if (claim?.outcome === null) claims.set(id, { ...claim, outcome, processedAt });
    }
  }
  for (const claim of claims.values()) await insertClaim(database, claim);
}

interface TestClaim {
  readonly id: string;
  readonly firstEventId: string;
  readonly facts: object;
  readonly outcome: 'PROCESSED' | 'FAILED' | null;
  readonly processedAt: string | null;
}

async function insertClaim(database: Database, claim: TestClaim): Promise<void> {
  const { id, firstEventId, facts, outcome, processedAt } = claim;
  await database
    .insertInto('transaction_claims')
    .values({
      transaction_id: id,
      partition: partitionOf(id, PARTITIONS),
      first_event_id: firstEventId,
      facts: JSON.stringify(facts),
      outcome,
      processed_at: processedAt,
    })
    .execute();
}

async function appliedOf(database: Database, reader: string): Promise<number> {
  const { rows } = await sql<{ readonly applied: string }>`
    SELECT coalesce(sum(next_offset), 0) AS applied FROM log_positions WHERE reader = ${reader}`.execute(database);
  return Number(rows[0]?.applied);
}
