import type { Database } from '@app/database';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { attempt, conflictEvent, outcomeEvent, post, receivedEvent } from './history-events.fixture.js';
import { Oracle } from './oracle.fixture.js';
import type { VerifyReport } from './verify.js';

const processed = receivedEvent(post('tx-processed'));
const failed = receivedEvent(post('tx-failed'));
const open = receivedEvent(post('tx-open'));
const doubled = receivedEvent(post('tx-doubled'));
const doubledAgain = receivedEvent(post('tx-doubled'));
const disputed = receivedEvent(post('tx-disputed'));
const disputing = receivedEvent(post('tx-disputed', '2.00'));
/** Its sender was answered 503. */
const untold = receivedEvent(post('tx-untold'));

const READERS = ['processor', 'transaction-status_g1', 'summaries_g1'];

const EVENTS = [
  ...[processed, failed, open, doubled, doubledAgain, disputed, disputing, untold],
  outcomeEvent(processed, 'PROCESSED'),
  outcomeEvent(failed, 'FAILED'),
  conflictEvent(disputed, disputing),
  // Written twice: neither duplicate nor conflict.
  processed,
];
const TOLD = [
  attempt(post('tx-processed')),
  attempt(post('tx-failed')),
  attempt(post('tx-open')),
  attempt(post('tx-doubled')),
  attempt(post('tx-doubled')),
  attempt(post('tx-disputed')),
  attempt(post('tx-disputed', '2.00')),
  attempt(post('tx-untold'), 'unknown'),
  attempt(post('tx-rejected'), 'rejected'),
  attempt(post('tx-refused'), 'failed'),
];

/** What was found without the read models' own code, as `kind id`. */
function found({ findings }: VerifyReport): readonly string[] {
  return findings
    .filter(({ kind }) => kind !== 'not-as-rebuilt')
    .map(({ kind, transaction_id: id }) => (id === undefined ? kind : `${kind} ${id}`));
}

async function deleteAll(database: Database, schema: string): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`.execute(database);
  for (const { name } of rows) await sql`DELETE FROM ${sql.table(`${schema}.${name}`)}`.execute(database);
}

describe('verify', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.create(EVENTS);
  });
  afterAll(async () => {
    await oracle.close();
  });

  it('given a sound system, when verified, then it finds nothing', async () => {
    const report = await oracle.verify(TOLD, undefined, { only: true });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ ok: true, accepted: 7, transactions: 6, records: EVENTS.length });
  });

  it('given a 202 that came before the confirmation of the log, when verified, then the post is lost', async () => {
    const report = await oracle.verify([...TOLD, attempt(post('tx-gone'))]);
    expect(found(report)).toEqual(['lost tx-gone']);
  });

  it('given a duplicate that was answered 202 and never written, when verified, then it is lost', async () => {
    const report = await oracle.verify([...TOLD, attempt(post('tx-doubled'))]);
    expect(found(report)).toEqual(['lost tx-doubled']);
    expect(report.findings[0]?.detail).toBe('answered 202 3 times, in the log 2 times');
  });

  it('given a record with other content than was sent, when verified, then its payload is wrong', async () => {
    const history = [...TOLD.slice(1), attempt(post('tx-processed', '1.01'))];
    expect(found(await oracle.verify(history))).toEqual(['wrong-payload tx-processed']);
  });

  it('given records that nobody sent, when only what was sent may be there, then they are found', async () => {
    const history = TOLD.filter(({ transaction_id: id }) => !['tx-untold', 'tx-open'].includes(id));
    expect(found(await oracle.verify(history))).toEqual([]);
    const report = await oracle.verify(history, undefined, { only: true });
    expect(found(report).toSorted()).toEqual(['unsent tx-open', 'unsent tx-untold']);
  });

  it('given a sender that was killed, when only what was sent may be there, then its ids are not held against it', async () => {
    const run = { prefix: 'tx', seed: 1, url: 'http://127.0.0.1/', started_at: '2026-03-29T01:30:00Z' };
    expect(found(await oracle.verify([{ run }], undefined, { only: true }))).toEqual([]);
    const ended = await oracle.verify([{ run }, { end: { attempts: 0 } }], undefined, { only: true });
    expect(ended.by_kind).toEqual({ unsent: 6 });
  });

  // An offset that is committed before the transaction loses rows; without compare-and-set, or without dedupe inside a
  // batch, posts count twice.
  it.each([
    ['a row that was never written', 'DELETE FROM transactions', 'tx-processed', 'missing-row'],
    ['a lost outcome', `UPDATE transactions SET status = 'PROCESSING', processed_at = NULL`, 'tx-failed', 'wrong-row'],
    ['another outcome', `UPDATE transactions SET status = 'FAILED'`, 'tx-processed', 'wrong-row'],
    ['another amount', 'UPDATE transactions SET amount_minor = amount_minor + 1', 'tx-open', 'wrong-row'],
    ['another time', `UPDATE transactions SET occurred_at = occurred_at + interval '1 us'`, 'tx-open', 'wrong-row'],
    ['another first post', 'UPDATE transactions SET first_event_id = gen_random_uuid()', 'tx-open', 'wrong-row'],
    ['a duplicate that counts twice', 'UPDATE transactions SET duplicates = 2', 'tx-doubled', 'wrong-row'],
    ['a duplicate that is forgotten', 'DELETE FROM receipts', 'tx-doubled', 'wrong-receipts'],
    ['a conflict taken for a duplicate', `UPDATE receipts SET verdict = 'duplicate'`, 'tx-disputed', 'wrong-receipts'],
    ['a conflict that is forgotten', 'DELETE FROM conflicts', 'tx-disputed', 'wrong-conflicts'],
    [
      'a conflict over other fields',
      `UPDATE conflicts SET conflicting_fields = '[]'`,
      'tx-disputed',
      'wrong-conflicts',
    ],
  ])('given %s, when verified, then it is found', async (_what, spoiling, id, kind) => {
    const report = await oracle.verify(TOLD, async (database, schema) => {
      const statement = spoiling.replace(/(?<=UPDATE |FROM )(\w+)/u, `${schema}.$1`);
      const spoilt = await sql`${sql.raw(statement)} WHERE transaction_id = ${id}`.execute(database);
      expect(spoilt.numAffectedRows).toBe(1n);
    });
    expect(found(report)).toEqual([`${kind} ${id}`]);
    expect(report.by_kind['not-as-rebuilt']).toBe(1);
    expect(report.ok).toBe(false);
  });

  it('given a row without an event, when verified, then it is found', async () => {
    const report = await oracle.verify(TOLD, async (database, schema) => {
      const rows = sql.table(`${schema}.transactions`);
      await sql`CREATE TABLE invented AS SELECT * FROM ${rows} WHERE transaction_id = 'tx-open'`.execute(database);
      await sql`UPDATE invented SET transaction_id = 'tx-invented'`.execute(database);
      await sql`INSERT INTO ${rows} SELECT * FROM invented`.execute(database);
    });
    expect(found(report)).toEqual(['extra-row tx-invented']);
  });

  it('given an outcome that nobody decided, when all must be settled, then it is found', async () => {
    const report = await oracle.verify(TOLD, undefined, { settled: true });
    expect(found(report).toSorted()).toEqual([
      'unsettled tx-disputed',
      'unsettled tx-doubled',
      'unsettled tx-open',
      'unsettled tx-untold',
    ]);
  });

  it('given a read model that stands still, when verified, then what it has not seen is found, and nothing else', async () => {
    const report = await oracle.verify(TOLD, async (database, schema) => {
      await sql`
        UPDATE log_positions SET next_offset = 0, last_event_id = '' WHERE reader <> 'processor'`.execute(database);
      for (const emptied of [schema, 'summaries_g1']) await deleteAll(database, emptied);
    });
    const { 'not-caught-up': partitions, ...others } = report.by_kind;
    expect(partitions).toBeGreaterThan(0);
    // The sixth was answered 503.
    expect(others).toEqual({ unseen: 5 });
  });

  it.each(READERS)('given a position of %s in another log, when verified, then it is found', async (reader) => {
    const report = await oracle.verify(TOLD, (database) =>
      sql`UPDATE log_positions SET last_event_id = 'another' WHERE next_offset > 0 AND reader = ${reader}`.execute(
        database,
      ),
    );
    expect(Object.keys(report.by_kind)).toEqual(['wrong-position']);
  });

  it.each(READERS)(
    'given %s counts another number of parked records, when verified, then it is found',
    async (reader) => {
      const report = await oracle.verify(TOLD, (database) =>
        sql`UPDATE log_positions SET parked = 2 WHERE partition = 3 AND reader = ${reader}`.execute(database),
      );
      expect(report.findings).toEqual([
        { kind: 'wrong-parked-count', partition: 3, detail: `${reader} counts 2 parked records, there are 0` },
      ]);
    },
  );

  it('given a log in which events contradict each other, when verified, then they are found', async () => {
    const outcome = outcomeEvent(processed, 'PROCESSED');
    outcome.data.amount_minor = '101';
    const contradictory = await Oracle.create([processed, outcome, disputed, disputing]);
    try {
      const report = await contradictory.verify([attempt(post('tx-processed'))]);
      expect(found(report).toSorted()).toEqual(['missing-conflict tx-disputed', 'wrong-outcome tx-processed']);
    } finally {
      await contradictory.close();
    }
  });
});
