import { newEventId, PARTITIONS, type DomainEvent } from '@app/contracts';
import { partitionOf, recordInPartition, recordOf } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { outcomeEvent, post, receivedEvent } from './history-events.fixture.js';
import { Oracle } from './oracle.fixture.js';

const settled = receivedEvent(post('tx-settled'));
const open = receivedEvent(post('tx-open'));
const EVENTS = [settled, open, outcomeEvent(settled, 'PROCESSED')];
const DECIDED = `UPDATE transaction_claims SET outcome = 'FAILED', processed_at = now() WHERE transaction_id = 'tx-open'`;

describe('claims', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.create(EVENTS);
  });
  afterAll(() => oracle.close());

  it.each([
    ['none', `DELETE FROM transaction_claims WHERE transaction_id = 'tx-open'`, 'missing-claim tx-open', 'first event'],
    [
      'one of no event',
      `INSERT INTO transaction_claims (transaction_id, partition, first_event_id, facts) VALUES ('tx-1', 3, gen_random_uuid(), '{}')`,
      'extra-claim tx-1',
      'no event',
    ],
    [
      'another first event',
      `UPDATE transaction_claims SET first_event_id = gen_random_uuid() WHERE transaction_id = 'tx-open'`,
      'wrong-claim tx-open',
      'first_event_id is',
    ],
    [
      'other facts',
      `UPDATE transaction_claims SET facts = jsonb_set(facts::jsonb, '{amount_minor}', '"7"')::json WHERE transaction_id = 'tx-open'`,
      'wrong-claim tx-open',
      'facts is',
    ],
    [
      'another outcome',
      `UPDATE transaction_claims SET outcome = 'FAILED' WHERE transaction_id = 'tx-settled'`,
      'wrong-claim tx-settled',
      'outcome is "FAILED" instead of "PROCESSED"',
    ],
    [
      'no outcome though the log has one',
      `UPDATE transaction_claims SET outcome = NULL, processed_at = NULL WHERE transaction_id = 'tx-settled'`,
      'wrong-claim tx-settled',
      'outcome is null',
    ],
    ['an outcome that never came to the log', DECIDED, 'wrong-claim tx-open', 'is decided, but not in the log'],
  ])('given %s, when verified, then it is found', async (_what, statement, found, detail) => {
    const report = await oracle.verify([], async (database) => {
      const { numAffectedRows } = await sql.raw(statement).execute(database);
      expect(numAffectedRows).toBe(1n);
    });
    expect(report.findings.map(({ kind, transaction_id: id }) => `${kind} ${String(id)}`)).toEqual([found]);
    expect(report.findings[0]?.detail).toContain(detail);
  });

  it('given an outcome that is decided and still being written, when verified, then nothing is found', async () => {
    const report = await oracle.verify([], async (database) => {
      await sql.raw(DECIDED).execute(database);
      await sql`
        INSERT INTO work_items (queue, item_id, partition, due_at, payload)
        SELECT 'settlement', first_event_id, partition, now(), '{}' FROM transaction_claims
        WHERE transaction_id = 'tx-open'`.execute(database);
    });
    expect(report.findings).toEqual([]);
  });

  it('given a processor that stands before an outcome, when verified, then its claim may have none', async () => {
    const report = await oracle.verify([], async (database) => {
      const partition = partitionOf('tx-settled', PARTITIONS);
      await sql`
        UPDATE log_positions SET next_offset = next_offset - 1, last_event_id = ${settled.id}
        WHERE reader = 'processor' AND partition = ${partition}`.execute(database);
      await sql`UPDATE transaction_claims SET outcome = NULL, processed_at = NULL`.execute(database);
    });
    expect(Object.keys(report.by_kind)).toEqual(['not-caught-up']);
  });
});

describe('parked records', () => {
  const sick = receivedEvent(post('tx-sick'));
  const poison = { ...recordOf(receivedEvent(post('tx-poison'))), value: 'oops' };
  const behind = recordOf(receivedEvent(post('tx-poison', '9.00')));
  let oracle: Oracle;
  beforeAll(async () => {
    const records = [poison, behind, recordOf(outcomeEvent(sick, 'PROCESSED'))];
    oracle = await Oracle.create([...EVENTS, sick], { records });
  });
  afterAll(() => oracle.close());

  it('given poison and what waits behind it, when verified, then they are told of and nothing else is', async () => {
    const report = await oracle.verify([], (database) =>
      sql`UPDATE transaction_claims SET outcome = 'PROCESSED', processed_at = '2026-03-29T01:30:35Z'
        WHERE transaction_id = 'tx-sick'`.execute(database),
    );
    // Three readers, two records.
    expect(report.by_kind).toEqual({ parked: 6, undecodable: 1 });
  });

  it('given an outcome that one read model alone has parked, when verified, then both are held against what they have applied', async () => {
    const report = await oracle.verify([], async (database, status) => {
      await sql`UPDATE transaction_claims SET outcome = 'PROCESSED', processed_at = '2026-03-29T01:30:35Z'
        WHERE transaction_id = 'tx-sick'`.execute(database);
      await sql`
        INSERT INTO parked_records (reader, topic, partition, "offset", key, headers, appended_at, error_class, error_message)
        SELECT 'transaction-status_g1', 'transactions', partition, outcome_offset, convert_to(transaction_id, 'UTF8'),
          '{}', now(), 'sqlstate-22003', 'out of range'
        FROM ${sql.table(`${status}.transactions`)} WHERE transaction_id = 'tx-sick'`.execute(database);
      await sql`
        UPDATE log_positions SET parked = parked + 1 WHERE reader = 'transaction-status_g1'
          AND partition = ${partitionOf('tx-sick', PARTITIONS)}`.execute(database);
      await sql`
        INSERT INTO ${sql.table(`${status}.unprocessed`)} (occurred_at, first_offset, partition, status, transaction_id)
        SELECT occurred_at, first_offset, partition, 'PROCESSING', transaction_id
        FROM ${sql.table(`${status}.transactions`)} WHERE transaction_id = 'tx-sick'`.execute(database);
      await sql`
        UPDATE ${sql.table(`${status}.transactions`)}
        SET status = 'PROCESSING', processed_at = NULL, outcome_event_id = NULL, outcome_offset = NULL
        WHERE transaction_id = 'tx-sick'`.execute(database);
    });
    expect(report.by_kind).toEqual({ parked: 7, undecodable: 1 });
  });

  it('given an outcome that waits behind poison of its key, when verified, then nobody says that it is not in the log', async () => {
    const records = [{ ...recordOf(sick), value: 'oops' }, recordOf(outcomeEvent(sick, 'PROCESSED'))];
    const waiting = await Oracle.create([sick], { records });
    try {
      const report = await waiting.verify([], (database) =>
        sql`UPDATE transaction_claims SET outcome = 'PROCESSED', processed_at = '2026-03-29T01:30:35Z'`.execute(
          database,
        ),
      );
      expect(report.by_kind).toEqual({ parked: 6, undecodable: 1 });
    } finally {
      await waiting.close();
    }
  });

  it('given parked records that are gone, when verified, then it is found that they cannot be applied', async () => {
    const report = await oracle.verify([], (database) =>
      sql`DELETE FROM parked_records WHERE reader = 'summaries_g1'`.execute(database),
    );
    const notApplicable = report.findings.filter(({ kind }) => kind === 'not-applicable');
    expect(notApplicable).toMatchObject([{ projection: 'summaries', partition: partitionOf('tx-poison', PARTITIONS) }]);
  });

  it('given poison before a deletion, when verified, then no reader has it any more, and it need not be applied', async () => {
    const partition = partitionOf('tx-poison', PARTITIONS);
    const deletion: DomainEvent = {
      ...{ id: newEventId(), type: 'TransactionsDeleted.v1', source: '/tidemark/oracle', subject: null },
      time: '2026-03-29T02:00:00Z',
      data: { partition, deleted_at: '2026-03-29T02:00:00Z' },
    };
    const deleted = await Oracle.create([], { records: [poison, recordInPartition(deletion, partition)] });
    try {
      const report = await deleted.verify([]);
      expect(report.by_kind).toEqual({ undecodable: 1 });
    } finally {
      await deleted.close();
    }
  });
});
