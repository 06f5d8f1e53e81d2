import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { deadLetterPage } from './dead-letter-page.js';
import type { DeadLetterFilters, DeadLetterPlace } from './dead-letter.js';
import { deadLetterResponse, type DeadLetterResponse } from './dead-letter.response.js';

const BYTES = Buffer.from([0xff, 0xfe]);

// PostgreSQL is real.
describe('a page of dead letters', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
    const row = (reader: string, partition: number, offset: number, key: Buffer | null, error_class = 'not-json') => ({
      ...{ reader, topic: 'transactions', partition, offset, key, value: null, headers: '{}' },
      ...{ appended_at: '2026-03-29T01:30:00Z', error_class, error_message: 'why' },
    });
    const waits = 'waits-behind-key';
    await test.database
      .insertInto('parked_records')
      .values([
        row('status_g2', 0, 5, Buffer.from('a')),
        row('status_g2', 0, 6, Buffer.from('a'), waits),
        row('status_g2', 0, 9, Buffer.from('a')),
        row('status_g2', 1, 2, Buffer.from('a')),
        row('status_g2', 1, 3, null),
        row('status_g2', 1, 4, null),
        row('status_g10', 0, 7, BYTES, 'sqlstate-22P02'),
        row('processor', 0, 5, Buffer.from('a')),
      ])
      .execute();
  });
  afterAll(() => test.drop());

  const page = async (
    filters: DeadLetterFilters = {},
    limit = 50,
    after?: DeadLetterPlace,
  ): Promise<readonly DeadLetterResponse[]> =>
    (await deadLetterPage(test.database, filters, limit, after)).items.map(deadLetterResponse);
  const shown = async (filters: DeadLetterFilters): Promise<readonly string[]> =>
    (await page(filters)).map(({ reader, partition, offset, waiting }) =>
      [reader, partition, offset, waiting].map(String).join(' '),
    );

  it('given several of one key, when listed, then only the first in its partition is, with how many wait', async () => {
    expect(await shown({})).toEqual([
      'processor 0 5 0',
      'status_g10 0 7 0',
      'status_g2 0 5 2',
      'status_g2 1 2 0',
      'status_g2 1 3 0',
      'status_g2 1 4 0',
    ]);
  });

  it('given filters, when listed, then all of them count', async () => {
    expect(await shown({ projection: 'processor' })).toEqual(['processor 0 5 0']);
    expect(await shown({ projection: 'status', key: Buffer.from('a') })).toEqual([
      'status_g2 0 5 2',
      'status_g2 1 2 0',
    ]);
    expect(await shown({ reader: 'status_g2', errorClass: 'sqlstate-22P02' })).toEqual([]);
    expect(await shown({ errorClass: 'waits-behind-key' })).toEqual([]);
  });

  it('given keys that are text, bytes, or none, when shown, then it says which', async () => {
    expect(await page()).toMatchObject([
      { projection: 'processor', generation: null, key: 'a', key_encoding: 'utf-8' },
      { projection: 'status', generation: 10, key: '//4=', key_encoding: 'base64' },
      { projection: 'status', generation: 2 },
      {},
      { key: null, key_encoding: null },
      {},
    ]);
  });

  it('given a page that is full, when the next is read from its end, then nothing is left out', async () => {
    const { items, next } = await deadLetterPage(test.database, {}, 4);
    expect(items).toHaveLength(4);
    expect((await page({}, 50, next)).map(({ offset }) => offset)).toEqual([3, 4]);
    expect((await deadLetterPage(test.database, {}, 6)).next).toBeUndefined();
  });
});
