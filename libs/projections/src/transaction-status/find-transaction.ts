import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { KeyPlace, Snapshot } from '../freshness/fresh-reads.js';
import { readerPlaceOf, snapshotOf, type ReaderPlaceRow } from '../freshness/reader-place-of.js';
import { transactionColumns, viewOf, type TransactionRow } from './transaction-row.js';
import type { TransactionView } from './transaction-view.js';

type Row = ReaderPlaceRow & (TransactionRow | { readonly transaction_id: null });

/** The row, the reader's position and whether the key is parked, in one statement: one snapshot. */
export async function findTransaction(
  database: Database,
  schema: string,
  place: KeyPlace,
  transactionId: string,
): Promise<Snapshot<TransactionView>> {
  const { rows } = await sql<Row>`
    SELECT reader_place.position, reader_place.parked, ${transactionColumns(schema)}
    FROM ${readerPlaceOf(place, transactionId)}
    LEFT JOIN ${sql.table(`${schema}.transactions`)} AS known ON known.transaction_id = ${transactionId}`.execute(
    database,
  );
  const [row] = rows;
  return snapshotOf(row, row === undefined || row.transaction_id === null ? undefined : viewOf(row));
}
