import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@app/testing';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { SettlementPolicy, type SettlementAnswer, type SettlementQuestion } from '../policies/settlement-policy.js';
import { deleted, idOf, processed, received } from '../processor-events.fixture.js';
import { ProcessorOnTheBench } from '../processor-on-the-bench.fixture.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Not real: who decides. Answers what the spec tells it, after doing what the spec wants done meanwhile. */
class ScriptedPolicy extends SettlementPolicy {
  readonly delayMs = 30_000;
  readonly inFlight = 10;
  readonly together = 10;
  readonly timeoutMs = 0;
  readonly asked: SettlementQuestion[] = [];
  answer: SettlementAnswer = { kind: 'decided', outcome: 'PROCESSED' };
  meanwhile: () => Promise<unknown> = () => Promise.resolve();

  settleAtOnce(): undefined {
    return undefined;
  }

  async settle(question: SettlementQuestion): Promise<SettlementAnswer> {
    this.asked.push(question);
    await this.meanwhile();
    return this.answer;
  }
}

/** Real: PostgreSQL, migrated. Not real: Kafka, a log in memory; the policy. */
describe('settling transactions', () => {
  let test: TestDatabase;
  let policy: ScriptedPolicy;
  let processor: ProcessorOnTheBench;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await test.database.deleteFrom('transaction_claims').execute();
    await test.database.deleteFrom('work_items').execute();
    policy = new ScriptedPolicy();
    processor = new ProcessorOnTheBench(test.database, policy);
  });
  afterAll(async () => {
    await test.drop();
  });

  const inTheFuture = (): string => new Date(Date.now() + 60_000).toISOString();
  const claim = () => test.database.selectFrom('transaction_claims').selectAll().executeTakeFirst();
  const endLeases = () =>
    test.database
      .updateTable('work_items')
      .set({ leased_until: new Date(0) })
      .execute();

  it('given nothing due, when settling, then nobody is asked', async () => {
    await processor.write(received('r1', { received_at: inTheFuture() })).read();
    expect(await processor.settle()).toEqual([]);
    expect(policy.asked).toEqual([]);
  });

  it('given a due transaction, when decided, then the verdict is stored, told and the item gone', async () => {
    policy.answer = { kind: 'decided', outcome: 'FAILED', reason: 'no funds' };
    await processor.write(received('r1', { traceparent: TRACE })).read();
    const before = Date.now();
    await processor.settle();
    const [event] = processor.appended();
    expect(event).toMatchObject({
      type: 'TransactionFailed.v1',
      traceparent: TRACE,
      data: { received_event_id: idOf('r1'), reason: 'no funds', processed_at: event?.time },
    });
    expect(Math.abs(Date.parse(event?.time ?? '') - before)).toBeLessThan(10_000);
    expect(await claim()).toMatchObject({
      outcome: 'FAILED',
      reason: 'no funds',
      processed_at: new Date(event?.time ?? ''),
    });
    expect(await processor.waiting()).toBe(0);
    expect(policy.asked).toMatchObject([
      { attempt: 1, outcomeId: event?.id, facts: { transaction_id: 't-1', amount_minor: '10050' } },
    ]);
  });

  it('given a verdict that did not get into the log, when tried again, then it is the stored one and nobody is asked again', async () => {
    await processor.write(received('r1')).read();
    processor.log.failure = new Error('the log is down');
    expect(await processor.settle()).toEqual([{ id: idOf('r1'), kind: 'later', delayMs: 500, counted: false }]);
    const stored = await claim();
    policy.answer = { kind: 'decided', outcome: 'FAILED' };
    processor.log.failure = undefined;
    await processor.settle({ early: true });
    expect(processor.appended()).toMatchObject([
      { type: 'TransactionProcessed.v1', time: stored?.processed_at?.toISOString() },
    ]);
    expect(policy.asked).toHaveLength(1);
    expect(await processor.waiting()).toBe(0);
  });

  it('given a crash after the verdict was told, when the item comes again, then the same event is told', async () => {
    await processor.write(received('r1')).read();
    const backup = await processor.backup();
    await processor.settle();
    await processor.restoreRows('work_items', backup.items);
    await endLeases();
    await processor.settle();
    const [first, second, ...more] = processor.appended();
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    await processor.read();
    expect(await claim()).toMatchObject({ outcome: 'PROCESSED' });
    expect(await processor.waiting()).toBe(0);
  });

  it.each([true, false])(
    'given a policy that wants to be asked later, when it counts is %p, then it is asked again then',
    async (counted) => {
      await processor.write(received('r1')).read();
      policy.answer = { kind: 'later', delayMs: 60_000, counted };
      await processor.settle();
      expect(await processor.settle()).toEqual([]);
      await processor.settle({ early: true });
      expect(policy.asked.map(({ attempt }) => attempt)).toEqual([1, counted ? 2 : 1]);
      expect(processor.appended()).toEqual([]);
    },
  );

  it('given a post that reports the outcome while the policy is asked, when both decide, then the post is preferred', async () => {
    await processor.write(received('r1')).read();
    policy.meanwhile = () => processor.write(received('r2', { reported_status: 'FAILED' })).read();
    await processor.settle();
    await processor.settle();
    expect(processor.appended()).toEqual([
      expect.objectContaining({ type: 'TransactionFailed.v1', time: '2026-03-29T02:00:01.001Z' }),
    ]);
    expect(await processor.waiting()).toBe(0);
  });

  it('given a post that reports the outcome while the policy is asked, when the policy wants to wait, then nobody waits', async () => {
    await processor.write(received('r1')).read();
    policy.answer = { kind: 'later', delayMs: 60_000, counted: true };
    policy.meanwhile = () => processor.write(received('r2', { reported_status: 'FAILED' })).read();
    await processor.settle();
    await processor.settle();
    expect(processor.appended()).toMatchObject([{ type: 'TransactionFailed.v1' }]);
    expect(policy.asked).toHaveLength(1);
  });

  it('given a post that reports another outcome after the verdict was stored, when read, then it conflicts', async () => {
    await processor.write(received('r1')).read();
    processor.log.failure = new Error('the log is down');
    await processor.settle();
    processor.log.failure = undefined;
    await processor.write(received('r2', { reported_status: 'FAILED' })).read();
    await processor.settle({ early: true });
    expect(processor.appended().map(({ type }) => type)).toEqual([
      'TransactionConflictDetected.v1',
      'TransactionProcessed.v1',
    ]);
  });

  it('given an outcome in the log while the policy is asked, when both decide, then that of the log stays', async () => {
    const post = received('r1');
    await processor.write(post).read();
    policy.answer = { kind: 'decided', outcome: 'FAILED' };
    policy.meanwhile = () => processor.write(processed(post)).read();
    await processor.settle();
    expect(await claim()).toMatchObject({ outcome: 'PROCESSED' });
    expect(processor.appended('TransactionFailed.v1')).toEqual([]);
  });

  it.each([false, true])(
    'given a deletion while the policy is asked, when decided, then nothing is told (claimed anew: %p)',
    async (anew) => {
      await processor.write(received('r1')).read();
      policy.meanwhile = () => processor.write(deleted(), ...(anew ? [received('r2')] : [])).read();
      await processor.settle();
      expect(processor.appended()).toEqual([]);
      policy.meanwhile = () => Promise.resolve();
      await processor.settle({ early: true });
      expect(processor.appended()).toHaveLength(anew ? 1 : 0);
      expect(await processor.waiting()).toBe(0);
    },
  );

  it('given many due, when settled together, then each is decided once', async () => {
    await processor
      .write(
        ...Array.from({ length: 500 }, (_, at) => received(`r${String(at)}`, { transaction_id: `t-${String(at)}` })),
      )
      .read();
    await processor.settle();
    expect(new Set(processor.appended().map(({ subject }) => subject)).size).toBe(500);
    expect(processor.appended()).toHaveLength(500);
    expect(await processor.waiting()).toBe(0);
  });
});
