import type { DomainEvent, TransactionReceived } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { cut, Random, type Placed } from '../random-logs.fixture.js';
import { conflictDetected, deleted, eventId, failed, processed, received } from './transaction-events.fixture.js';
import { transactionStatus } from './transaction-status.projection.js';

const TABLES = ['transactions', 'unprocessed', 'receipts', 'conflicts', 'ignored'];
const PARTITIONS = 2;
const SEED = Number(process.hrtime.bigint() % 1_000_000n);

describe('transaction-status', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    `given a random log (seed ${String(SEED)} + %i), when cut into any batches, then the tables are the same`,
    async (add) => {
      const random = new Random(SEED + add);
      const log = randomLog(random, 160);
      const oneByOne = await digestOf(log.map((placed) => [placed]));

      expect(await digestOf([log])).toBe(oneByOne);
      for (const longest of [3, 10, 50]) expect(await digestOf(cut(log, longest, random))).toBe(oneByOne);
    },
    60_000,
  );

  async function digestOf(batches: readonly (readonly Placed[])[]): Promise<string> {
    const model = await ProjectionFixture.create(test.database, transactionStatus);
    for (const batch of batches) await model.batchOf(batch);
    return model.digest(TABLES);
  }
});

/** Few transactions, so that everything meets everything: repeats, rewritten records, outcomes of the wrong post. */
function randomLog(random: Random, length: number): readonly Placed[] {
  const posts: (readonly [number, TransactionReceived])[] = [];
  const log: Placed[] = [];
  while (log.length < length) {
    const [partition, known] = posts.length === 0 ? randomPost(random, 0) : random.oneOf(posts);
    const kind = random.below(20);
    if (kind < 8 || posts.length === 0) posts.push(randomPost(random, log.length + 1));
    if (kind < 8) log.push(posts.at(-1) as Placed);
    else if (kind < 11) log.push([partition, known]);
    else if (kind < 14) log.push([partition, processed(known, eventId(100_000 + log.length))]);
    else if (kind < 16) log.push([partition, failed(known, 'no funds')]);
    else if (kind < 18) log.push([partition, randomConflict(random, posts, partition, known)]);
    else if (kind < 19 && log.length > 0) log.push(random.oneOf(log));
    else if (random.below(4) === 0) log.push([partition, deleted(eventId(200_000 + log.length), partition)]);
  }
  return log;
}

function randomPost(random: Random, number: number): readonly [number, TransactionReceived] {
  const partition = random.below(PARTITIONS);
  const status = random.oneOf([undefined, undefined, 'PENDING', 'SUCCESS', 'FAILED'] as const);
  const isDefault = random.below(3) === 0;
  const post = received(eventId(number), {
    transaction_id: `tx-${String(partition)}-${String(random.below(4))}`,
    amount_minor: random.oneOf(['10050', '10050', '10050', '9007199254740993']),
    ...(status !== undefined && { reported_status: status }),
    ...(random.below(4) === 0 && { user_id: random.oneOf(['7', 'u-8']) }),
    ...(isDefault && { defaulted_fields: ['occurred_at', 'merchant_id'], occurred_at: '2026-03-29T01:30:05.25Z' }),
    ...(random.below(5) === 0 && { metadata: { nr: number } }),
  });
  return [partition, post];
}

function randomConflict(
  random: Random,
  posts: readonly (readonly [number, TransactionReceived])[],
  partition: number,
  known: TransactionReceived,
): DomainEvent {
  const related = posts.filter(([, post]) => post.data.transaction_id === known.data.transaction_id);
  const [, later] = related.length === 0 ? [partition, known] : random.oneOf(related);
  return conflictDetected(known, later, [{ field: 'amount', first: '1.00', now: String(random.below(3)) }]);
}
