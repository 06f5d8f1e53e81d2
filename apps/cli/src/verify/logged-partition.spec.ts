import { newEventId, PARTITIONS, type DomainEvent } from '@app/contracts';
import { partitionOf, recordInPartition, type LogRecord } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { Findings } from './findings.js';
import type { LoggedTransactions } from './log-fold.js';
import { LoggedPartition } from './logged-partition.js';
import { outcomeEvent, post, receivedEvent } from './history-events.fixture.js';
import type { ReaderPlace } from './stored-readers.js';

const PARTITION = partitionOf('tx-1', PARTITIONS);
const received = receivedEvent(post('tx-1'));

function recordsOf(events: readonly DomainEvent[]): readonly LogRecord[] {
  return events.map((event, offset) => {
    const { key, value, headers } = recordInPartition(event, PARTITION);
    return {
      topic: 'transactions',
      partition: PARTITION,
      offset,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
      timestamp: 0,
    };
  });
}

interface Folded {
  readonly logged: LoggedPartition;
  readonly transactions: LoggedTransactions;
  readonly found: readonly string[];
}

function fold(records: readonly LogRecord[], partition = PARTITION, parked: readonly number[] = []): Folded {
  const findings = new Findings();
  const place: ReaderPlace = {
    reader: 'one',
    next: records.length,
    lastEventId: '',
    parkedOffsets: new Set(parked),
    parkedKeys: new Set(parked.flatMap((offset) => records[offset]?.key?.toString() ?? [])),
  };
  const logged = new LoggedPartition(partition, [place], findings);
  for (const record of records) logged.add(record);
  const found = findings.kept.map(({ kind, offset }) => `${kind} ${String(offset)}`);
  return { logged, transactions: logged.transactionsOf(place), found };
}

describe('LoggedPartition', () => {
  it('given a record that is written again with the same content, when folded, then it is one post', () => {
    const { logged, transactions, found } = fold(recordsOf([received, received, received]));
    expect(found).toEqual([]);
    expect(logged.posts.get('tx-1')).toHaveLength(1);
    expect(transactions.get('tx-1')?.duplicates).toBe(0);
  });

  it('given a record that is written again with other content, when folded, then it is found', () => {
    const outcomes = [outcomeEvent(received, 'PROCESSED'), outcomeEvent(received, 'FAILED')];
    const { transactions, found } = fold(recordsOf([received, ...outcomes]));
    expect(found).toEqual(['rewritten 2']);
    expect(transactions.get('tx-1')?.status).toBe('PROCESSED');
  });

  it('given an outcome with other facts than the post, when folded, then it does not repeat them', () => {
    const outcome = outcomeEvent(received, 'PROCESSED');
    const wrong = structuredClone(outcome);
    wrong.data.amount_minor = '101';
    expect(fold(recordsOf([received, outcome])).transactions.get('tx-1')?.outcome?.repeatsFacts).toBe(true);
    expect(fold(recordsOf([received, wrong])).transactions.get('tx-1')?.outcome?.repeatsFacts).toBe(false);
  });

  it('given a fingerprint that is not of the fields, when folded, then it is found', () => {
    const wrong = structuredClone(received);
    wrong.data.amount_minor = '101';
    expect(fold(recordsOf([wrong])).found).toEqual(['wrong-fingerprint 0']);
  });

  it('given a key in a partition that is not its own, when folded, then it is found', () => {
    expect(fold(recordsOf([received]), (PARTITION + 1) % PARTITIONS).found).toEqual(['wrong-partition 0']);
  });

  it('given a record that is no event, when folded, then it is found and the others are folded', () => {
    const [first, second] = recordsOf([receivedEvent(post('tx-2')), received]);
    if (first === undefined || second === undefined) throw new Error('two records were made');
    const { transactions, found } = fold([{ ...first, value: Buffer.from('oops') }, second]);
    expect(found).toEqual(['undecodable 0']);
    expect([...transactions.keys()]).toEqual(['tx-1']);
  });

  it('given a deletion, when folded, then what came before is gone, but was in the log', () => {
    const deleted: DomainEvent = {
      id: newEventId(),
      type: 'TransactionsDeleted.v1',
      source: '/tidemark/oracle',
      time: '2026-03-29T02:00:00Z',
      subject: null,
      data: { partition: PARTITION, deleted_at: '2026-03-29T02:00:00Z' },
    };
    const { logged, transactions, found } = fold(recordsOf([received, deleted]));
    expect(found).toEqual([]);
    expect(transactions.size).toBe(0);
    expect(logged.posts.has('tx-1')).toBe(true);
  });

  it('given records that a reader has parked, when folded, then for it they have not happened, and others have', () => {
    const outcome = outcomeEvent(received, 'PROCESSED');
    const records = recordsOf([received, receivedEvent(post('tx-2')), outcome]);
    expect(fold(records).transactions.get('tx-1')?.status).toBe('PROCESSED');
    expect(fold(records, PARTITION, [2]).transactions.get('tx-1')?.status).toBe('PROCESSING');
    expect([...fold(records, PARTITION, [0, 2]).transactions.keys()]).toEqual(['tx-2']);
  });
});
