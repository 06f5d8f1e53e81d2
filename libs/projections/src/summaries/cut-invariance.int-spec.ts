import { ZoneDays } from '@app/domain';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ProjectionFixture } from '../projection.fixture.js';
import { BUCKET_TABLES, nameOfTable } from './bucket-tables.js';
import { countedByHand } from './counted-by-hand.fixture.js';
import { randomLog, type Placed } from './random-log.fixture.js';
import { summaries } from './summaries.projection.js';

const TABLES = ['facts', ...BUCKET_TABLES.map(nameOfTable)];

describe.each(['UTC', 'Asia/Tehran'])('summaries in days of %s', (zone) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  it('given any log, when cut into any batches, then the tables are the same, and what a count by hand finds', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(randomLog, cuts, async (log, sizes) => {
        const whole = await modelOf([log]);
        const digest = await whole.digest(TABLES);

        expect(await (await modelOf(log.map((placed) => [placed]))).digest(TABLES)).toBe(digest);
        expect(await (await modelOf(cut(log, sizes))).digest(TABLES)).toBe(digest);
        expect(await daysOf(whole)).toEqual(daysByHand(log));
      }),
      { numRuns: 10 },
    );
  });

  async function modelOf(batches: readonly (readonly Placed[])[]): Promise<ProjectionFixture> {
    const model = await ProjectionFixture.create(test.database, summaries, zone);
    for (const batch of batches) await model.batchOf(batch);
    return model;
  }

  async function daysOf(model: ProjectionFixture): Promise<Record<string, bigint>> {
    const sums = new Sums();
    for (const row of await model.rows('total_days')) {
      const key = `${(row['day'] as Date).toISOString().slice(0, 10)} ${String(row['currency'])}`;
      for (const measure of ['received', 'processed', 'failed']) {
        sums.add(`${key} ${measure}`, BigInt(String(row[`${measure}_minor`])), Number(row[`${measure}_count`]));
      }
    }
    return sums.all;
  }

  function daysByHand(log: readonly Placed[]): Record<string, bigint> {
    const days = new ZoneDays(zone);
    const sums = new Sums();
    for (const { data, outcome } of countedByHand(log)) {
      const key = `${days.dayOf(data.occurred_at)} ${data.currency}`;
      sums.add(`${key} received`, BigInt(data.amount_minor), 1);
      if (outcome !== undefined) sums.add(`${key} ${outcome}`, BigInt(data.amount_minor), 1);
    }
    return sums.all;
  }
});

class Sums {
  readonly all: Record<string, bigint> = {};

  add(key: string, amount: bigint, count: number): void {
    if (count === 0) return;
    this.all[`${key} amount`] = (this.all[`${key} amount`] ?? 0n) + amount;
    this.all[`${key} count`] = (this.all[`${key} count`] ?? 0n) + BigInt(count);
  }
}

function cut(log: readonly Placed[], sizes: readonly number[]): readonly (readonly Placed[])[] {
  const batches: (readonly Placed[])[] = [];
  for (let at = 0; at < log.length;) {
    const size = sizes[batches.length % sizes.length] ?? 1;
    batches.push(log.slice(at, at + size));
    at += size;
  }
  return batches;
}
