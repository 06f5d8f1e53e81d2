import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { KeyPlace, Snapshot } from '../freshness/fresh-reads.js';
import { transactionColumns, viewOf, type TransactionRow } from './transaction-row.js';
import type { TransactionView } from './transaction-view.js';

interface Place {
  readonly position: string | null;
  readonly parked: boolean;
}
type Row = Place & (TransactionRow | { readonly transaction_id: null });

/** The row, the reader's position and whether the key is parked, in one statement: one snapshot. */
export async function findTransaction(
  database: Database,
  schema: string,
  { reader, topic, partition }: KeyPlace,
  transactionId: string,
): Promise<Snapshot<TransactionView>> {
  const key = Buffer.from(transactionId);
  const { rows } = await sql<Row>`
    SELECT place.next_offset AS position,
      coalesce(place.parked > 0 AND EXISTS (
        SELECT FROM parked_records AS waiting
        WHERE waiting.reader = ${reader} AND waiting.topic = ${topic} AND waiting.key = ${key}
      ), false) AS parked,
      ${transactionColumns(schema)}
    FROM (SELECT) AS always
    LEFT JOIN log_positions AS place
      ON place.reader = ${reader} AND place.topic = ${topic} AND place.partition = ${partition}
    LEFT JOIN ${sql.table(`${schema}.transactions`)} AS known ON known.transaction_id = ${transactionId}`.execute(
    database,
  );
  const [row] = rows;
  return {
    found: row === undefined || row.transaction_id === null ? undefined : viewOf(row),
    position: Number(row?.position ?? 0),
    parked: row?.parked ?? false,
  };
}
