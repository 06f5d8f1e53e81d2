import type { Database } from '@app/database';
import type { DeadLetterPlace } from '@app/projections';

/** More of what waits is for SQL to list. */
const SHOWN_WAITING = 20;

/** A parked record with everything that is stored of it. */
export interface ParkedRecord extends DeadLetterPlace {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: ReadonlyMap<string, Buffer>;
  readonly appendedAt: Date;
  readonly parkedAt: Date;
  readonly errorClass: string;
  readonly message: string;
  /** How many records of the key wait behind it, and the first of them. */
  readonly waiting: number;
  readonly behind: readonly { readonly offset: number; readonly errorClass: string }[];
}

/** Undefined when no such record is parked. */
export async function findParkedRecord(database: Database, place: DeadLetterPlace): Promise<ParkedRecord | undefined> {
  const { reader, topic, partition, offset } = place;
  const ofPartition = database
    .selectFrom('parked_records')
    .where('reader', '=', reader)
    .where('topic', '=', topic)
    .where('partition', '=', partition);
  const row = await ofPartition.selectAll().where('offset', '=', String(offset)).executeTakeFirst();
  if (row === undefined) return undefined;
  // Nothing equals NULL: nothing waits behind a record without a key.
  const later = ofPartition.where('key', '=', row.key).where('offset', '>', String(offset));
  const { waiting } = await later.select(({ fn }) => fn.countAll<string>().as('waiting')).executeTakeFirstOrThrow();
  const behind = await later.select(['offset', 'error_class']).orderBy('offset').limit(SHOWN_WAITING).execute();
  return {
    ...place,
    key: row.key,
    value: row.value,
    headers: new Map(Object.entries(row.headers).map(([name, text]) => [name, Buffer.from(text, 'base64')])),
    appendedAt: row.appended_at,
    parkedAt: row.parked_at,
    errorClass: row.error_class,
    message: row.error_message,
    waiting: Number(waiting),
    behind: behind.map((it) => ({ offset: Number(it.offset), errorClass: it.error_class })),
  };
}
