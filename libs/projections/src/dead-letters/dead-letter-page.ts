import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { DeadLetter, DeadLetterFilters, DeadLetterPage, DeadLetterPlace } from './dead-letter.js';

interface Row {
  readonly reader: string;
  readonly projection: string;
  readonly generation: number | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly error_class: string;
  readonly error_message: string;
  readonly parked_at: Date;
  readonly waiting: number;
}

/** Splits a reader's name, such as `transaction-status_g3`. */
const GENERATION = sql`'_g([0-9]{1,9})$'`;

/** The first parked record of each key, by reader and place in the log: an order in which nothing moves between two pages. */
export async function deadLetterPage(
  database: Database,
  filters: DeadLetterFilters,
  limit: number,
  after?: DeadLetterPlace,
): Promise<DeadLetterPage> {
  const { rows } = await sql<Row>`
    SELECT reader, topic, partition, "offset", key, error_class, error_message, parked_at,
      regexp_replace(reader, ${GENERATION}, '') AS projection,
      substring(reader FROM ${GENERATION})::int AS generation,
      (
        SELECT count(*)::int FROM parked_records AS later
        WHERE later.key = head.key AND later."offset" > head."offset"
          AND (later.reader, later.topic, later.partition) = (head.reader, head.topic, head.partition)
      ) AS waiting
    FROM parked_records AS head
    WHERE ${sql.join(conditions(filters, after), sql` AND `)} AND NOT EXISTS (
      SELECT FROM parked_records AS earlier
      WHERE earlier.key = head.key AND earlier."offset" < head."offset"
        AND (earlier.reader, earlier.topic, earlier.partition) = (head.reader, head.topic, head.partition)
    )
    ORDER BY reader, topic, partition, "offset" LIMIT ${limit + 1}`.execute(database);
  const items = rows.slice(0, limit).map(deadLetterOf);
  return { items, next: rows.length > limit ? items.at(-1) : undefined };
}

function conditions(filters: DeadLetterFilters, after: DeadLetterPlace | undefined) {
  const { reader, projection, errorClass, key } = filters;
  return [
    sql`true`,
    ...(reader === undefined ? [] : [sql`reader = ${reader}`]),
    ...(projection === undefined ? [] : [sql`regexp_replace(reader, ${GENERATION}, '') = ${projection}`]),
    ...(errorClass === undefined ? [] : [sql`error_class = ${errorClass}`]),
    ...(key === undefined ? [] : [sql`key = ${key}`]),
    ...(after === undefined ? [] : [isAfter(after)]),
  ];
}

function isAfter({ reader, topic, partition, offset }: DeadLetterPlace) {
  return sql`(reader, topic, partition, "offset") > (${reader}, ${topic}, ${partition}::int, ${offset}::bigint)`;
}

function deadLetterOf(row: Row): DeadLetter {
  const { reader, projection, generation, topic, partition, key, waiting } = row;
  return {
    reader,
    projection,
    generation,
    topic,
    partition,
    offset: Number(row.offset),
    key,
    errorClass: row.error_class,
    message: row.error_message,
    parkedAt: row.parked_at,
    waiting,
  };
}
