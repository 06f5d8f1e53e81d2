import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { KeyPlace, Snapshot } from '../freshness/fresh-reads.js';
import { readerPlaceOf, snapshotOf, type ReaderPlaceRow } from '../freshness/reader-place-of.js';
import { notificationColumns, notificationOf, type NotificationRow } from './notification-row.js';
import type { NotificationResponse } from './notification.response.js';

type Row = ReaderPlaceRow & (NotificationRow | { readonly notification_id: null });

/** The row, the reader's position and whether the key is parked, in one statement: one snapshot. */
export async function findNotification(
  database: Database,
  schema: string,
  place: KeyPlace,
  notificationId: string,
): Promise<Snapshot<NotificationResponse>> {
  const { rows } = await sql<Row>`
    SELECT reader_place.position, reader_place.parked, ${notificationColumns(schema, 'with history')}
    FROM ${readerPlaceOf(place, notificationId)}
    LEFT JOIN ${sql.table(`${schema}.notifications`)} AS known ON known.notification_id = ${notificationId}`.execute(
    database,
  );
  const [row] = rows;
  return snapshotOf(row, row === undefined || row.notification_id === null ? undefined : notificationOf(row));
}
