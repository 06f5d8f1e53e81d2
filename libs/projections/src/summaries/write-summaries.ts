import type { DatabaseTransaction } from '@app/database';
import { ZoneDays, type OutcomeEvent } from '@app/domain';
import { sql, type RawBuilder } from 'kysely';

import type { Generation } from '../generations/generation.js';
import { rowSource, type Column } from '../sql/row-source.js';
import { BUCKET_TABLES, keyOfTable, MEASURES, nameOfTable, type BucketTable } from './bucket-tables.js';
import { STATUS } from './summaries.tables.js';
import type { Post, SummaryChanges } from './summary-changes.js';

const STATUS_AFTER: Readonly<Record<OutcomeEvent['type'], number>> = {
  'TransactionProcessed.v1': STATUS.PROCESSED,
  'TransactionFailed.v1': STATUS.FAILED,
};

const OUTCOME: readonly Column<OutcomeEvent>[] = [
  { name: 'transaction_id', type: 'text', of: ({ data }) => data.transaction_id },
  { name: 'received_event_id', type: 'uuid', of: ({ data }) => data.received_event_id },
  { name: 'status', type: 'smallint', of: ({ type }) => STATUS_AFTER[type] },
];

function postColumns(days: ZoneDays): readonly Column<Post>[] {
  return [
    { name: 'first_event_id', type: 'uuid', of: ({ event }) => event.id },
    { name: 'amount_minor', type: 'bigint', of: ({ event }) => event.data.amount_minor },
    { name: 'occurred_at', type: 'timestamptz', of: ({ event }) => event.data.occurred_at },
    { name: 'day', type: 'date', of: ({ event }) => dayOf(days, event.data.occurred_at) },
    { name: 'partition', type: 'smallint', of: ({ partition }) => partition },
    { name: 'exponent', type: 'smallint', of: ({ event }) => event.data.exponent },
    { name: 'status', type: 'smallint', of: statusOf },
    { name: 'transaction_id', type: 'text', of: ({ event }) => event.data.transaction_id },
    { name: 'currency', type: 'text', of: ({ event }) => event.data.currency },
    { name: 'merchant_id', type: 'text', of: ({ event }) => event.data.merchant_id },
  ];
}

/**
 * Applies a batch with one statement. All parts of it see the facts as they were before: an outcome settles what is
 * stored, and one that stands in the log before its post finds nothing. The sums move by the rows that were inserted or
 * changed, and by nothing else.
 */
export async function writeSummaries(
  transaction: DatabaseTransaction,
  { schema, reportingZone }: Generation,
  changes: SummaryChanges,
): Promise<void> {
  await deletePartitions(transaction, schema, changes.deletedPartitions);
  const { posts, outcomes } = changes;
  if (posts.length === 0 && outcomes.length === 0) return;
  const facts = sql.table(`${schema}.facts`);
  await sql`
    WITH settled AS (
      UPDATE ${facts} AS known SET status = given.status
      FROM ${rowSource(OUTCOME, outcomes)}
      WHERE known.transaction_id = given.transaction_id AND known.first_event_id = given.received_event_id
        AND known.status = ${sql.lit(STATUS.PROCESSING)}
      RETURNING known.*
    ), inserted AS (
      INSERT INTO ${facts} (first_event_id, amount_minor, quarter, day, partition, exponent, status, transaction_id,
        currency, merchant_id)
      SELECT first_event_id, amount_minor, date_bin('15 min', occurred_at, timestamptz 'epoch'), day, partition, exponent,
        status, transaction_id, currency, merchant_id
      FROM ${rowSource(postColumns(new ZoneDays(reportingZone)), posts)}
      ON CONFLICT DO NOTHING
      RETURNING *
    ), moves AS MATERIALIZED (
      SELECT merchant_id, day, date_bin('6 hours', quarter, timestamptz 'epoch') AS shift,
        date_bin('1 hour', quarter, timestamptz 'epoch') AS hour, quarter, currency, exponent,
        partition, received AS received_count, amount_minor * received AS received_minor,
        processed AS processed_count, amount_minor * processed AS processed_minor,
        failed AS failed_count, amount_minor * failed AS failed_minor
      FROM (SELECT 0 AS received, * FROM settled UNION ALL SELECT 1 AS received, * FROM inserted) AS changed,
        LATERAL (SELECT (status = ${sql.lit(STATUS.PROCESSED)})::int AS processed,
          (status = ${sql.lit(STATUS.FAILED)})::int AS failed) AS outcome
    ), ${sql.join(BUCKET_TABLES.map((table) => sql`${sql.ref(nameOfTable(table))} AS (${addMoves(schema, table)})`))}
    SELECT`.execute(transaction);
}

/** Rows of other partitions are other rows, so no two projectors ever wait for each other. */
function addMoves(schema: string, table: BucketTable): RawBuilder<unknown> {
  const key = sql.join(keyOfTable(table).map((column) => sql.ref(column)));
  const measured = MEASURES.flatMap((measure) => [`${measure}_count`, `${measure}_minor`]);
  return sql`
    INSERT INTO ${sql.table(`${schema}.${nameOfTable(table)}`)} AS known (${key}, ${sql.join(measured.map((column) => sql.ref(column)))})
    SELECT ${key}, ${sql.join(measured.map((column) => sql`sum(${sql.ref(column)})`))}
    FROM moves ${table.perMerchant ? sql`WHERE merchant_id IS NOT NULL` : sql``}
    GROUP BY ${key}
    ON CONFLICT (${key}) DO UPDATE SET ${sql.join(
      measured.map(
        (column) => sql`${sql.ref(column)} = ${sql.ref(`known.${column}`)} + ${sql.ref(`excluded.${column}`)}`,
      ),
    )}`;
}

/** Everything of these partitions. A scan: deletion is for testing, and an index for it would cost every insert. */
async function deletePartitions(
  transaction: DatabaseTransaction,
  schema: string,
  partitions: ReadonlySet<number>,
): Promise<void> {
  if (partitions.size === 0) return;
  for (const table of ['facts', ...BUCKET_TABLES.map(nameOfTable)]) {
    await sql`DELETE FROM ${sql.table(`${schema}.${table}`)} WHERE partition = ANY(${[...partitions]}::smallint[])`.execute(
      transaction,
    );
  }
}

function statusOf({ outcome }: Post): number {
  return outcome === undefined ? STATUS.PROCESSING : STATUS_AFTER[outcome.type];
}

/** What is no instant is PostgreSQL's to refuse, as wrong data, beside the day. */
function dayOf(days: ZoneDays, occurredAt: string): string {
  const date = occurredAt.slice(0, '2026-03-29'.length);
  return Number.isNaN(Date.parse(occurredAt)) ? date : days.dayOf(occurredAt);
}
