import { consequenceId, newEventId, TransactionProcessed, TransactionReceived } from '@app/contracts';
import type { Database } from '@app/database';
import { fingerprint } from '@app/domain';
import { createLogSink, recordOf, type LogSink } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

import type { System } from '../support/system.js';
import { appliedOffsets, residentMb, type Figure } from './measure.js';

/** Outcomes follow their transactions after so many others: 30 s at about 1,700 a second. */
const BLOCK = 50_000;
const REFERENCE_BATCH = 2_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The projector alone on a backlog of received and processed events; the reference is the same rows, bare. */
export async function benchProjector(system: System, database: Database, transactions: number): Promise<Figure[]> {
  await system.stop('ingestion', 'processor', 'projector', 'read-api');
  const before = await appliedOffsets(database, 'transaction%status%');
  await fill(system, transactions);
  const events = transactions * 2;

  const start = performance.now();
  const projector = system.process('projector');
  await projector.start();
  let began: number | undefined;
  let memory = 0;
  await pollUntil(
    async () => {
      const applied = (await appliedOffsets(database, 'transaction%status%')) - before;
      if (applied > 0) began ??= performance.now();
      memory = Math.max(memory, residentMb(projector.pid));
      return applied >= events;
    },
    { what: 'the backlog is applied', timeoutMs: 600_000, intervalMs: 50 },
  );
  const perSecond = Math.round((1000 * events) / (performance.now() - (began ?? start)));
  const reference = await bareUpserts(database, transactions);
  return [
    {
      name: 'projector: backlog',
      value: perSecond,
      unit: 'events/s',
      target: '>= 40,000',
      reached: perSecond >= 40_000,
    },
    { name: 'projector: bare unnest insert and update of the same rows', value: reference, unit: 'events/s' },
    { name: 'projector: share of the bare statements', value: Math.round((100 * perSecond) / reference), unit: '%' },
    { name: 'projector: memory at most', value: memory, unit: 'MB', target: '<= 250', reached: memory <= 250 },
  ];
}

async function fill(system: System, transactions: number): Promise<void> {
  const connection = { brokers: [system.kafka.brokers], clientId: 'bench' };
  const sink = createLogSink(connection, { deadlineMs: 60_000, queueLimit: 2 * BLOCK }, SILENT);
  for (let from = 0; from < transactions; from += BLOCK) {
    const block = Array.from({ length: Math.min(BLOCK, transactions - from) }, (_, n) => received(from + n));
    await appendAll(sink, block);
    await appendAll(sink, block.map(processed));
  }
  await sink.close();
}

async function appendAll(
  sink: LogSink,
  events: readonly (TransactionReceived | TransactionProcessed)[],
): Promise<void> {
  await Promise.all(events.map((event) => sink.append(recordOf(event))));
}

function received(n: number): TransactionReceived {
  const id = `backlog-${String(process.pid)}-${String(n)}`;
  const time = new Date(Date.UTC(2026, 2, 1) + n * 37).toISOString();
  const data = {
    transaction_id: id,
    source_account: `acc-${String(n % 5_000)}`,
    destination_account: `merchant-${String(n % 500)}`,
    merchant_id: `merchant-${String(n % 500)}`,
    amount_minor: String(100 + (n % 90_000)),
    currency: 'USD',
    exponent: 2,
    occurred_at: time,
    received_at: time,
    source: 'unsigned',
  };
  return {
    id: newEventId(),
    type: TransactionReceived.type,
    source: '/tidemark/bench',
    time,
    subject: id,
    data: { ...data, fingerprint: fingerprint(data) },
  };
}

function processed({ id, subject, data }: TransactionReceived): TransactionProcessed {
  const { transaction_id, merchant_id, source_account, destination_account } = data;
  const { amount_minor, currency, exponent, occurred_at, received_at } = data;
  return {
    id: consequenceId('outcome', id),
    type: TransactionProcessed.type,
    source: '/tidemark/bench',
    time: received_at,
    subject,
    data: {
      ...{ transaction_id, merchant_id, source_account, destination_account },
      ...{ amount_minor, currency, exponent, occurred_at },
      received_event_id: id,
      processed_at: received_at,
    },
  };
}

/** Inserts and then updates as many rows as the backlog comes to, by unnest, 2,000 at a time, nothing else. */
async function bareUpserts(database: Database, transactions: number): Promise<number> {
  await sql`CREATE TABLE bench_reference (
    transaction_id text COLLATE "C" PRIMARY KEY, source_account text, destination_account text, merchant_id text,
    amount_minor bigint, currency text, occurred_at timestamptz, received_at timestamptz, processed_at timestamptz, status text
  ) WITH (fillfactor = 90)`.execute(database);
  const start = performance.now();
  for (let from = 0; from < transactions; from += BLOCK) {
    const block = Array.from({ length: Math.min(BLOCK, transactions - from) }, (_, n) => received(from + n).data);
    for (let at = 0; at < block.length; at += REFERENCE_BATCH)
      await bareInsert(database, block.slice(at, at + REFERENCE_BATCH));
    for (let at = 0; at < block.length; at += REFERENCE_BATCH)
      await bareUpdate(database, block.slice(at, at + REFERENCE_BATCH));
  }
  const perSecond = Math.round((2_000 * transactions) / (performance.now() - start));
  await sql`DROP TABLE bench_reference`.execute(database);
  return perSecond;
}

async function bareInsert(database: Database, rows: readonly TransactionReceived['data'][]): Promise<void> {
  await sql`
    INSERT INTO bench_reference
    SELECT id, source, destination, merchant, amount, currency, occurred, received, NULL, 'PROCESSING' FROM unnest(
      ${rows.map((row) => row.transaction_id)}::text[], ${rows.map((row) => row.source_account)}::text[],
      ${rows.map((row) => row.destination_account)}::text[], ${rows.map((row) => row.merchant_id)}::text[],
      ${rows.map((row) => row.amount_minor)}::bigint[], ${rows.map((row) => row.currency)}::text[],
      ${rows.map((row) => row.occurred_at)}::timestamptz[], ${rows.map((row) => row.received_at)}::timestamptz[]
    ) AS given (id, source, destination, merchant, amount, currency, occurred, received)
    ON CONFLICT DO NOTHING`.execute(database);
}

async function bareUpdate(database: Database, rows: readonly TransactionReceived['data'][]): Promise<void> {
  await sql`
    UPDATE bench_reference AS known SET status = 'PROCESSED', processed_at = given.processed
    FROM unnest(${rows.map((row) => row.transaction_id)}::text[], ${rows.map((row) => row.received_at)}::timestamptz[])
      AS given (id, processed)
    WHERE known.transaction_id = given.id AND known.status = 'PROCESSING'`.execute(database);
}
