import type { Topic } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { Findings } from './findings.js';

/**
 * Whether a reader counts as many parked records as there are: where it counts none it looks for none, and applies what has
 * to wait; where it counts too many, all that is read of it is called incomplete for good.
 */
export async function proveParkedCount(
  snapshot: DatabaseTransaction,
  reader: string,
  topic: Topic,
  findings: Findings,
): Promise<void> {
  const { rows } = await sql<{ readonly partition: number; readonly counted: number; readonly there: number }>`
    SELECT partition, place.parked AS counted, count(record."offset")::int AS there
    FROM log_positions AS place LEFT JOIN parked_records AS record USING (reader, topic, partition)
    WHERE reader = ${reader} AND topic = ${topic}
    GROUP BY partition, place.parked HAVING place.parked <> count(record."offset") ORDER BY partition`.execute(
    snapshot,
  );
  for (const { partition, counted, there } of rows) {
    const detail = `${reader} counts ${counted} parked records, there are ${there}`;
    findings.add({ kind: 'wrong-parked-count', partition, detail });
  }
}
