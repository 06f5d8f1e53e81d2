import { migrateUp } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { transactionStatus } from '../transaction-status/transaction-status.projection.js';
import { ensureGeneration } from './ensure-generation.js';
import { generationOf, readerOf } from './generation.js';
import { LiveGenerations, NoLiveGenerationError } from './live-generations.js';

const FIRST = generationOf('transaction-status', 1);

describe('generations', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS, poolSize: 8 });
  });
  afterAll(() => test.drop());
  afterEach(async () => {
    await sql`DROP SCHEMA IF EXISTS ${sql.id(FIRST.schema)} CASCADE`.execute(test.database);
    await sql`DELETE FROM projection_generations`.execute(test.database);
  });

  it('given no generation, when several processes start at once, then one is made and promoted, with its views', async () => {
    const checks = await Promise.all(
      Array.from({ length: 6 }, () => ensureGeneration(test.database, transactionStatus)),
    );

    expect(checks).toEqual(Array.from({ length: 6 }, () => ({ state: 'current', generation: FIRST })));
    const rows = await test.database.selectFrom('projection_generations').selectAll().execute();
    expect(rows).toMatchObject([
      {
        generation: 1,
        schema_name: 'transaction_status_g1',
        state: 'promoted',
        code_version: transactionStatus.codeVersion,
        reporting_zone: 'UTC',
        tzdata_version: process.versions['tz'],
      },
    ]);
    for (const view of ['transactions', 'transaction_receipts', 'transaction_conflicts']) {
      await sql`SELECT * FROM ${sql.table(`read.${view}`)}`.execute(test.database);
    }
  });

  it.each([
    ['its version differs', { code_version: 99 }],
    ['its tables differ', { ddl_hash: 'other' }],
  ])('given a live generation, when %s, then it is left alone and needs a rebuild', async (_, change) => {
    await ensureGeneration(test.database, transactionStatus);
    await test.database.updateTable('projection_generations').set(change).execute();

    expect(await ensureGeneration(test.database, transactionStatus)).toMatchObject({
      state: 'needs_rebuild',
      generation: FIRST,
    });
  });

  it('given a name and a number, when a reader is named, then it is the one of the positions', () => {
    expect(readerOf(FIRST)).toBe('transaction-status_g1');
  });

  it('given a live generation, when it is dropped for another amid reading, then the read is made once more on that', async () => {
    await ensureGeneration(test.database, transactionStatus);
    const live = new LiveGenerations(test.database);
    const read: string[] = [];

    const answer = await live.reading('transaction-status', async ({ schema, generation }) => {
      read.push(schema);
      if (generation === 1) {
        await sql`DROP SCHEMA transaction_status_g1 CASCADE`.execute(test.database);
        await test.database.updateTable('projection_generations').set({ generation: 2 }).execute();
        await sql`SELECT FROM transaction_status_g1.transactions`.execute(test.database);
      }
      return generation;
    });

    expect(answer).toBe(2);
    expect(read).toEqual(['transaction_status_g1', 'transaction_status_g2']);
  });

  it('given no generation, or no migration, when read, then there is none, and it heals', async () => {
    const empty = await createTestDatabase();
    const live = new LiveGenerations(empty.database);
    const read = (): Promise<number> => live.reading('transaction-status', (it) => Promise.resolve(it.generation));

    await expect(read()).rejects.toThrow(NoLiveGenerationError);
    await migrateUp(empty.database, MIGRATIONS);
    await expect(read()).rejects.toThrow(NoLiveGenerationError);
    await ensureGeneration(empty.database, transactionStatus);
    expect(await read()).toBe(1);
    await empty.drop();
  });
});
