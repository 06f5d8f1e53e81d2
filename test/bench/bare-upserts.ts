import type { TransactionReceived } from '@app/contracts';
import type { Database } from '@app/database';
import { sql, type RawBuilder } from 'kysely';

import { blocksOf, received } from './backlog.js';

const BATCH = 2_000;

type Row = TransactionReceived['data'];

/**
 * The reference of the projector: the rows that the backlog comes to, inserted and updated by unnest, 2,000 at a time, and
 * nothing else: no log, no decoding, no judging, no positions, no indexes for lists.
 *
 * @returns events per second
 */
export async function bareUpserts(database: Database, transactions: number): Promise<number> {
  for (const statement of TABLES) await sql.raw(statement).execute(database);
  const start = performance.now();
  for (const block of blocksOf(transactions)) {
    const rows = block.map((n) => received(n).data);
    for (const write of [insert, settle]) {
      for (let at = 0; at < rows.length; at += BATCH) await write(database, rows.slice(at, at + BATCH));
    }
  }
  const perSecond = Math.round((2_000 * transactions) / (performance.now() - start));
  await sql`DROP TABLE bench_transactions, bench_facts, bench_days, bench_quarters`.execute(database);
  return perSecond;
}

const BUCKET = `merchant_id text COLLATE "C", currency text, received_count bigint NOT NULL, received_minor numeric NOT NULL,
  processed_count bigint NOT NULL, processed_minor numeric NOT NULL`;

const TABLES = [
  `CREATE TABLE bench_transactions (
    transaction_id text COLLATE "C" PRIMARY KEY, source_account text, destination_account text, merchant_id text,
    amount_minor bigint, currency text, occurred_at timestamptz, received_at timestamptz, processed_at timestamptz, status text
  ) WITH (fillfactor = 90)`,
  `CREATE TABLE bench_facts (
    transaction_id text COLLATE "C" PRIMARY KEY, merchant_id text, amount_minor bigint, currency text, day date,
    quarter timestamptz, status text
  ) WITH (fillfactor = 90)`,
  `CREATE TABLE bench_days (day date, ${BUCKET}, PRIMARY KEY (merchant_id, day, currency)) WITH (fillfactor = 50)`,
  `CREATE TABLE bench_quarters (quarter timestamptz, ${BUCKET}, PRIMARY KEY (merchant_id, quarter, currency))
    WITH (fillfactor = 50)`,
];

async function insert(database: Database, rows: readonly Row[]): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`
      INSERT INTO bench_transactions
      SELECT id, source, destination, merchant, amount, currency, occurred, received, NULL, 'PROCESSING'
      FROM unnest(
        ${rows.map((row) => row.transaction_id)}::text[], ${rows.map((row) => row.source_account)}::text[],
        ${rows.map((row) => row.destination_account)}::text[], ${rows.map((row) => row.merchant_id)}::text[],
        ${rows.map((row) => row.amount_minor)}::bigint[], ${rows.map((row) => row.currency)}::text[],
        ${rows.map((row) => row.occurred_at)}::timestamptz[], ${rows.map((row) => row.received_at)}::timestamptz[]
      ) AS given (id, source, destination, merchant, amount, currency, occurred, received)
      ON CONFLICT DO NOTHING`.execute(transaction);
    await sql`
      INSERT INTO bench_facts
      SELECT id, merchant, amount, currency, occurred::date, date_bin('15 minutes', occurred, 'epoch'), 'PROCESSING'
      FROM ${given(rows)} ON CONFLICT DO NOTHING`.execute(transaction);
    await addUp(transaction, rows, 'received');
  });
}

async function settle(database: Database, rows: readonly Row[]): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await sql`
      UPDATE bench_transactions AS known SET status = 'PROCESSED', processed_at = given.occurred
      FROM ${given(rows)} WHERE known.transaction_id = given.id AND known.status = 'PROCESSING'`.execute(transaction);
    await sql`
      UPDATE bench_facts AS known SET status = 'PROCESSED'
      FROM ${given(rows)} WHERE known.transaction_id = given.id AND known.status = 'PROCESSING'`.execute(transaction);
    await addUp(transaction, rows, 'processed');
  });
}

async function addUp(transaction: Database, rows: readonly Row[], measure: 'received' | 'processed'): Promise<void> {
  const [count, minor] = [sql.ref(`${measure}_count`), sql.ref(`${measure}_minor`)];
  const values = (counted: boolean): RawBuilder<unknown> => (counted ? sql`count(*), sum(amount)` : sql`0, 0`);
  for (const [table, bucket] of [
    ['bench_days', sql`occurred::date`],
    ['bench_quarters', sql`date_bin('15 minutes', occurred, 'epoch')`],
  ] as const) {
    await sql`
      INSERT INTO ${sql.table(table)} AS known
      SELECT ${bucket}, merchant, currency, ${values(measure === 'received')}, ${values(measure === 'processed')}
      FROM ${given(rows)} GROUP BY 1, 2, 3
      ON CONFLICT (merchant_id, ${sql.ref(table === 'bench_days' ? 'day' : 'quarter')}, currency) DO UPDATE
      SET ${count} = known.${count} + excluded.${count}, ${minor} = known.${minor} + excluded.${minor}`.execute(
      transaction,
    );
  }
}

function given(rows: readonly Row[]): RawBuilder<unknown> {
  return sql`unnest(
    ${rows.map((row) => row.transaction_id)}::text[], ${rows.map((row) => row.merchant_id)}::text[],
    ${rows.map((row) => row.amount_minor)}::bigint[], ${rows.map((row) => row.currency)}::text[],
    ${rows.map((row) => row.occurred_at)}::timestamptz[]
  ) AS given (id, merchant, amount, currency, occurred)`;
}
