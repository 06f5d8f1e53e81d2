import { BUCKET_TABLES, keyOfTable, MEASURES, nameOfTable, type BucketTable } from './bucket-tables.js';

/** `status` of a fact. */
export const STATUS = { PROCESSING: 0, PROCESSED: 1, FAILED: 2 } as const;

/**
 * Percent of a page that inserts fill. The rest is for the second version of each row: no index holds what an update
 * changes, so that it touches none (HOT: 99 % of them; with 70 it is 87 % of the quarters', in as much space).
 */
const ROOM = 50;

/** Fixed widths first, so that no row pays for alignment. */
export function summariesTables(schema: string): readonly string[] {
  return [
    // Each transaction once: what keeps it from being counted twice, and says where its outcome is to be added.
    `CREATE TABLE ${schema}.facts (
      first_event_id uuid NOT NULL,
      amount_minor bigint NOT NULL,
      quarter timestamptz NOT NULL,
      day date NOT NULL,
      partition smallint NOT NULL,
      exponent smallint NOT NULL,
      status smallint NOT NULL CHECK (status BETWEEN ${STATUS.PROCESSING} AND ${STATUS.FAILED}),
      transaction_id text COLLATE "C" PRIMARY KEY,
      currency text COLLATE "C" NOT NULL,
      merchant_id text COLLATE "C",
      -- What no index can hold is wrong data, to be parked; PostgreSQL's own error would stop the projector.
      CHECK (octet_length(transaction_id) <= 1000 AND octet_length(merchant_id) <= 1000)
    ) WITH (fillfactor = ${ROOM}, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
    ...BUCKET_TABLES.map((table) => bucketTable(schema, table)),
  ];
}

function bucketTable(schema: string, table: BucketTable): string {
  const { unit, perMerchant } = table;
  return `CREATE TABLE ${schema}.${nameOfTable(table)} (
      ${MEASURES.map((measure) => `${measure}_count bigint NOT NULL`).join(', ')},
      ${unit} ${unit === 'day' ? 'date' : 'timestamptz'} NOT NULL,
      partition smallint NOT NULL,
      exponent smallint NOT NULL,
      ${perMerchant ? 'merchant_id text COLLATE "C" NOT NULL,' : ''}
      currency text COLLATE "C" NOT NULL,
      ${MEASURES.map((measure) => `${measure}_minor numeric NOT NULL`).join(', ')},
      PRIMARY KEY (${keyOfTable(table).join(', ')})
    ) WITH (fillfactor = ${ROOM})`;
}

/** For people with SQL: amounts as decimals, partitions summed. What lies in units of UTC is an intermediate product. */
export function summariesViews(schema: string): readonly string[] {
  return [
    'DROP VIEW IF EXISTS read.merchant_days, read.total_days',
    `CREATE VIEW read.merchant_days AS
      SELECT merchant_id, day, currency, ${sums()} FROM ${schema}.merchant_days GROUP BY merchant_id, day, currency`,
    `CREATE VIEW read.total_days AS
      SELECT day, currency, ${sums()} FROM ${schema}.total_days GROUP BY day, currency`,
  ];
}

function sums(): string {
  return MEASURES.map(
    (measure) => `sum(${measure}_count)::bigint AS ${measure}_count,
        round(sum(${measure}_minor / 10::numeric ^ exponent), max(exponent)::int) AS ${measure}_amount`,
  ).join(', ');
}
