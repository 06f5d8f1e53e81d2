import { join } from 'node:path';

import type { Database } from '@app/database';
import { sql } from 'kysely';

import { countTransactions, diskBytes, type Figure } from './measure.js';

/** Bytes that a transaction costs for good: its records in the log, its claim and its rows in the read models. */
export async function benchStorage(folder: string, database: Database): Promise<Figure[]> {
  await sql`CHECKPOINT`.execute(database);
  const { total } = await countTransactions(database);
  const { rows } = await sql<{ name: string; bytes: string }>`
    SELECT relname AS name, pg_total_relation_size(relid) AS bytes
    FROM pg_stat_user_tables WHERE relname = 'transaction_claims'
    UNION ALL
    SELECT projection, sum(pg_total_relation_size(relid))
    FROM pg_stat_user_tables JOIN projection_generations ON schema_name = schemaname
    WHERE state = 'promoted' GROUP BY projection`.execute(database);
  const log = diskBytes(join(folder, 'kafka'));
  const transactions = { name: 'disk: transactions measured', value: total, unit: '' };
  const tables = rows.map(({ name, bytes }) => per(`disk: PostgreSQL, ${name} with indexes`, Number(bytes), total));
  return [transactions, per('disk: Kafka, received and outcome', log, total), ...tables];
}

function per(name: string, bytes: number, transactions: number): Figure {
  return { name, value: Math.round(bytes / transactions), unit: 'bytes/transaction' };
}
