import { migrateUp } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { transactionStatus } from '../transaction-status/transaction-status.projection.js';
import { followedGenerations, type FollowedGenerations } from './followed-generations.js';
import { ddlHash, generationOf, readerOf } from './generation.js';
import { LiveGenerations, NoLiveGenerationError } from './live-generations.js';

const FIRST = generationOf('transaction-status', 1, 'UTC');

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
    const checks = await Promise.all(Array.from({ length: 6 }, () => followed(test)));

    expect(checks).toEqual(Array.from({ length: 6 }, () => ({ follow: [FIRST], heldUp: undefined })));
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
  ] as const)('given a live generation, when %s, then it is left alone and needs a rebuild', async (_, change) => {
    await followed(test);
    await test.database.updateTable('projection_generations').set(change).execute();

    expect(await followed(test)).toEqual({ follow: [], heldUp: expect.stringContaining('needs_rebuild') });
  });

  it('given a zone that the projection uses, when it is another one, then a rebuild is needed; else it does not matter', async () => {
    await followed(test);
    const zoned = { ...transactionStatus, usesReportingZone: true };

    expect(await followedGenerations(test.database, transactionStatus, 'Asia/Tehran')).toMatchObject({
      follow: [FIRST],
    });
    expect(await followedGenerations(test.database, zoned, 'Asia/Tehran')).toMatchObject({ follow: [] });
    expect((await followedGenerations(test.database, zoned, 'Asia/Tehran')).heldUp).toContain('Asia/Tehran');
  });

  it('given a generation kept for a rollback, when followed, then both are, and one just left; one being built, or dropped, is not', async () => {
    await followed(test);
    const kept = { projection: 'transaction-status', code_version: transactionStatus.codeVersion } as const;
    const hash = { ddl_hash: ddlHash(transactionStatus), reporting_zone: 'UTC', tzdata_version: '' };
    const left = { ...kept, ...hash, state: 'rolled_back', built_at: new Date() } as const;
    const rows = [
      { ...kept, ...hash, generation: 2, schema_name: 'two', state: 'ready', built_at: new Date() },
      { ...kept, ...hash, generation: 3, schema_name: 'three', state: 'building' },
      {
        ...kept,
        ...hash,
        generation: 4,
        schema_name: 'four',
        state: 'ready',
        built_at: new Date(),
        dropped_at: new Date(),
      },
      { ...left, generation: 5, schema_name: 'five', changed_at: new Date() },
      { ...left, generation: 6, schema_name: 'six', changed_at: new Date(Date.now() - 60_000) },
    ] as const;
    for (const row of rows) await test.database.insertInto('projection_generations').values(row).execute();

    expect((await followed(test)).follow.map(({ generation }) => generation)).toEqual([1, 2, 5]);
  });

  it('given a name and a number, when a reader is named, then it is the one of the positions', () => {
    expect(readerOf(FIRST)).toBe('transaction-status_g1');
  });

  it('given a live generation, when it is dropped for another amid reading, then the read is made once more on that', async () => {
    await followed(test);
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
    await followed(empty);
    expect(await read()).toBe(1);
    await empty.drop();
  });
});

function followed({ database }: TestDatabase): Promise<FollowedGenerations> {
  return followedGenerations(database, transactionStatus, 'UTC');
}
