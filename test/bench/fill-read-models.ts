import type { Database } from '@app/database';
import { followedGenerations, projectionNamed, type Generation } from '@app/projections';
import { sql } from 'kysely';

/** The largest has a sixty-fifth of all transactions, the median merchant one in 16,000. */
export const MERCHANTS = 10_000;
const YEAR_SECONDS = 365 * 86_400;
/** The year begins here. */
export const FIRST_DAY = '2025-03-01';
export const DAY_AFTER = '2026-03-01';

/** A number in [0, 1) that depends on `n` and `seed` alone. */
const spread = (seed: number): string => `((hashint8extended(n, ${String(seed)}) & 16777215) / 16777216.0)`;

const RECEIVED = `count(*), sum(amount_minor)`;
const of = (status: string): string =>
  `count(*) FILTER (WHERE status = '${status}'), coalesce(sum(amount_minor) FILTER (WHERE status = '${status}'), 0)`;

/**
 * Fills both read models with the rows that so many transactions of a year come to, in the order of time, by SQL: reads are measured here, and
 * through the log it would take minutes more. The per-transaction facts of `summaries` are left out: no read touches them.
 */
export async function fillReadModels(database: Database, transactions: number): Promise<void> {
  const status = await emptyGeneration(database, 'transaction-status');
  await run(database, [
    `INSERT INTO ${status}.transactions (first_event_id, amount_minor, first_offset, occurred_at, received_at, processed_at,
       partition, exponent, user_id_is_number, transaction_id, status, currency, source_account, destination_account,
       merchant_id, outcome_event_id, outcome_offset)
     SELECT gen_random_uuid(), 100 + n % 90000, n / 12, at, at, CASE WHEN status <> 'PROCESSING' THEN at END,
       n % 12, 2, false, 'tx-' || md5(n::text), status, currency, 'acc-' || n % 50000, merchant, merchant,
       CASE WHEN status <> 'PROCESSING' THEN gen_random_uuid() END, CASE WHEN status <> 'PROCESSING' THEN n / 12 END
     FROM (
       SELECT n, timestamptz '${FIRST_DAY}Z' + floor(${spread(1)} * ${String(YEAR_SECONDS)}) * interval '1 second' AS at,
         'merchant-' || floor(${String(MERCHANTS)} * power(${spread(2)}, 2.2))::int AS merchant,
         CASE WHEN ${spread(3)} < 0.01 THEN 'PROCESSING' WHEN ${spread(3)} < 0.05 THEN 'FAILED' ELSE 'PROCESSED' END AS status,
         CASE WHEN ${spread(4)} < 0.85 THEN 'USD' WHEN ${spread(4)} < 0.95 THEN 'EUR' ELSE 'GBP' END AS currency
       FROM generate_series(1::bigint, ${String(transactions)}) AS n
     ) AS drawn ORDER BY at`,
    `INSERT INTO ${status}.unprocessed (occurred_at, first_offset, partition, status, transaction_id)
     SELECT occurred_at, first_offset, partition, status, transaction_id FROM ${status}.transactions
     WHERE status <> 'PROCESSED'`,
  ]);
  const summaries = await emptyGeneration(database, 'summaries');
  for (const [unit, bucket] of [
    ['day', `occurred_at::date`],
    ['quarter', `date_bin('15 minutes', occurred_at, timestamptz '2000-01-01Z')`],
    ['hour', `date_trunc('hour', occurred_at)`],
    ['shift', `date_bin('6 hours', occurred_at, timestamptz 'epoch')`],
  ] as const) {
    for (const subject of ['hour', 'shift'].includes(unit) ? ['total'] : ['merchant', 'total']) {
      const merchant = subject === 'merchant' ? 'merchant_id, ' : '';
      await run(database, [
        `INSERT INTO ${summaries}.${subject}_${unit}s (${unit}, ${merchant}partition, exponent, currency,
           received_count, received_minor, processed_count, processed_minor, failed_count, failed_minor)
         SELECT ${bucket}, ${merchant}partition, exponent, currency, ${RECEIVED}, ${of('PROCESSED')}, ${of('FAILED')}
         FROM ${status}.transactions GROUP BY ${bucket}, ${merchant}partition, exponent, currency ORDER BY ${bucket}`,
      ]);
    }
  }
  for (const [name, schema] of [
    ['transaction-status', status],
    ['summaries', summaries],
  ] as const) {
    await run(database, projectionNamed(name).indexes(schema));
    const { rows } = await sql<{ name: string }>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`.execute(database);
    await run(
      database,
      rows.map(({ name: table }) => `VACUUM ANALYZE ${schema}.${table}`),
    );
  }
}

/** The live generation of a new database, without its indexes: they are made after the rows. */
async function emptyGeneration(database: Database, name: string): Promise<string> {
  const projection = projectionNamed(name);
  const [generation] = (await followedGenerations(database, projection, 'UTC')).follow;
  if (generation === undefined) throw new Error(`a new database has a generation of ${name}`);
  await dropIndexes(database, generation);
  return generation.schema;
}

async function dropIndexes(database: Database, { schema }: Generation): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT indexrelid::regclass::text AS name FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = ${schema}::regnamespace AND NOT indisprimary`.execute(database);
  await run(
    database,
    rows.map(({ name }) => `DROP INDEX ${name}`),
  );
}

async function run(database: Database, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(database);
}
