import type { Database } from '@app/database';
import { liveGeneration, readerOf } from '@app/projections';
import { sql } from 'kysely';

import { readerPositions, type ReaderPosition } from './reader-positions.js';
import { StoredTransactions } from './stored-transactions.js';
import { PROJECTION, TOPIC } from './until-caught-up.js';

/** The read model at one moment: its rows, and the positions up to which the log made them. */
export interface Snapshot {
  readonly positions: ReadonlyMap<number, ReaderPosition>;
  readonly stored: StoredTransactions;
  readonly rowCounts: ReadonlyMap<number, number>;
  readonly parked: readonly ParkedRecord[];
}

export interface ParkedRecord {
  readonly reader: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly error: string;
}

export class NoReadModelError extends Error {
  readonly code = 'VERIFY.NO_READ_MODEL';

  constructor() {
    super(`there is no read model ${PROJECTION} yet: start a projector`);
    this.name = 'NoReadModelError';
  }
}

/** Runs `work` on one moment of the database. @throws NoReadModelError */
export async function inSnapshot<Result>(
  database: Database,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      // The log is read between two questions to the database, which takes as long as it takes.
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(transaction);
      const generation = await liveGeneration(transaction, PROJECTION);
      if (generation === undefined) throw new NoReadModelError();
      const stored = new StoredTransactions(transaction, generation.schema);
      return work({
        positions: await readerPositions(transaction, readerOf(generation), TOPIC),
        stored,
        rowCounts: await stored.counts(),
        parked: await parkedRecords(transaction),
      });
    });
}

async function parkedRecords(database: Database): Promise<readonly ParkedRecord[]> {
  const rows = await database
    .selectFrom('parked_records')
    .select(['reader', 'partition', 'offset', 'key', 'error_class', 'error_message'])
    .where('topic', '=', TOPIC)
    .execute();
  return rows.map(({ reader, partition, offset, key, error_class, error_message }) => ({
    reader,
    partition,
    offset,
    key: key?.toString('utf8') ?? null,
    error: `${error_class}: ${error_message}`,
  }));
}
