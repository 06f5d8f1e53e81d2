import type { DomainEvent, TransactionReceived } from '@app/contracts';
import { projectionNamed, type Projection } from '@app/projections';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { outcomeEvent, post, receivedEvent } from './history-events.fixture.js';
import { Oracle } from './oracle.fixture.js';

/** In Tehran it is the day after. */
const late = receivedEvent(post('tx-late'), { occurred_at: '2026-03-29T21:44:59.999999Z' });
const early = receivedEvent(post('tx-early', '2.50'), { occurred_at: '2026-03-29T00:00:00Z' });
const nobody = receivedEvent(post('tx-nobody'), { occurred_at: '2026-03-29T00:15:00Z', merchant_id: null });
const again = receivedEvent(post('tx-early', '2.50'), { occurred_at: '2026-03-29T00:00:00Z' });
const EVENTS = [late, early, nobody, again, outcomeEvent(late, 'PROCESSED'), outcomeEvent(early, 'FAILED')];

const [summaries, transactionStatus] = [projectionNamed('summaries'), projectionNamed('transaction-status')];

/** The read model, given other events than are in the log; `batch` is new with each batch. */
function misled(mislead: (event: DomainEvent, batch: Map<string, number>) => DomainEvent): Projection {
  const batches = new WeakMap<object, Map<string, number>>();
  const when = Object.entries(summaries.when).map(([type, handler]) => [
    type,
    (changes: object, read: { readonly event: DomainEvent }) => {
      const batch = batches.get(changes) ?? new Map<string, number>();
      batches.set(changes, batch);
      (handler as (...given: readonly unknown[]) => void)(changes, { ...read, event: mislead(read.event, batch) });
    },
  ]);
  return { ...summaries, when: Object.fromEntries(when) as Projection['when'] };
}

function changed(event: DomainEvent, data: Partial<TransactionReceived['data']>): DomainEvent {
  return event.type === 'TransactionReceived.v1' ? { ...event, data: Object.assign({}, event.data, data) } : event;
}

const BUGS: Readonly<Record<string, Projection>> = {
  'no dedupe inside a batch': misled((event, batch) => {
    if (event.type !== 'TransactionReceived.v1') return event;
    const { transaction_id: id } = event.data;
    batch.set(id, (batch.get(id) ?? 0) + 1);
    return batch.get(id) === 1 ? event : changed(event, { transaction_id: `${id} once more` });
  }),
  'sums from the batch instead of what was inserted': misled((event, batch) => {
    if (event.type !== 'TransactionReceived.v1') return event;
    batch.set('all', (batch.get('all') ?? 0) + 1);
    return changed(event, { transaction_id: `${event.data.transaction_id} in ${event.id}` });
  }),
  'buckets of the wall clock': misled((event) => changed(event, { occurred_at: new Date().toISOString() })),
};

describe('sums of the oracle', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.create(EVENTS, { reportingZone: 'Asia/Tehran' });
  });
  afterAll(() => oracle.close());

  it('given days of another zone, instants beside their borders and no merchant, when verified, then it finds nothing', async () => {
    const report = await oracle.verify([]);
    expect(report.findings).toEqual([]);
    expect(report.projections).toMatchObject([{ projection: 'summaries', events: EVENTS.length, equal: true }, {}]);
  });

  it.each([
    ['merchant_days', 'processed_count', { merchant_id: 'shop-1', day: '2026-03-30', currency: 'EUR', exponent: 2 }],
    ['total_days', 'failed_minor', { day: '2026-03-29', currency: 'EUR', exponent: 2 }],
    ['merchant_quarters', 'received_count', { merchant_id: 'shop-1', quarter: '2026-03-29T21:30:00Z' }],
    ['total_quarters', 'received_minor', { quarter: '2026-03-29T00:00:00Z' }],
    ['total_hours', 'failed_count', { hour: '2026-03-29T00:00:00Z' }],
    ['total_shifts', 'failed_minor', { shift: '2026-03-29T00:00:00Z' }],
  ])('given %s with another %s, when verified, then the sum is named', async (table, column, key) => {
    const id = ['processed_count', 'received_count'].includes(column) ? 'tx-late' : 'tx-early';
    const unit = Object.keys(key).find((name) => ['day', 'shift', 'hour', 'quarter'].includes(name)) ?? '';
    const report = await oracle.verify([], async (database) => {
      const { numAffectedRows } = await sql`
        UPDATE ${sql.table(`summaries_g1.${table}`)} AS it SET ${sql.ref(column)} = ${sql.ref(column)} + 1
        FROM (SELECT day, quarter, date_trunc('hour', quarter) AS hour,
            date_trunc('day', quarter) + interval '6 hours' * div(extract(hour FROM quarter), 6)::int AS shift, partition
          FROM summaries_g1.facts WHERE transaction_id = ${id}) AS fact
        WHERE it.partition = fact.partition AND ${sql.ref(`it.${unit}`)} = ${sql.ref(`fact.${unit}`)}`.execute(
        database,
      );
      expect(numAffectedRows).toBe(1n);
    });
    const sums = report.findings.filter(({ kind }) => kind === 'wrong-sums');
    expect(sums).toMatchObject([{ projection: 'summaries', table, key }]);
    expect(sums[0]?.detail).toMatch(new RegExp(`^${column} is \\d+ instead of \\d+$`, 'u'));
    expect(report.by_kind).toEqual({ 'wrong-sums': 1, 'not-as-rebuilt': 1 });
  });

  it('given a sum that is gone and one that nothing comes to, when verified, then both are named', async () => {
    const report = await oracle.verify([], async (database) => {
      await sql`UPDATE summaries_g1.total_hours SET hour = hour + interval '1 day' WHERE processed_count = 1`.execute(
        database,
      );
    });
    const sums = report.findings.filter(({ kind }) => kind === 'wrong-sums').map(({ detail }) => detail);
    expect(sums).toEqual(['no transaction', expect.stringMatching(/^missing: received_count 1, received_minor 100/u)]);
  });

  it.each(Object.keys(BUGS))(
    'given a read model with %s, when verified by its own code, then it is found',
    async (bug) => {
      const projections = [BUGS[bug] ?? summaries, transactionStatus];
      const buggy = await Oracle.create(EVENTS, { projections });
      try {
        const report = await buggy.verify([], undefined, { projections });
        expect(report.by_kind['wrong-sums']).toBeGreaterThan(0);
        expect(report.findings.every(({ kind }) => ['wrong-sums', 'not-as-rebuilt'].includes(kind))).toBe(true);
      } finally {
        await buggy.close();
      }
    },
  );

  it('given summaries that stand behind, when verified, then they are held against what they have read', async () => {
    const behind = await Oracle.create([late, early], { later: [nobody, outcomeEvent(late, 'PROCESSED')] });
    try {
      const { by_kind, findings } = await behind.verify([]);
      expect(Object.keys(by_kind)).toEqual(['not-caught-up']);
      expect(findings.every(({ detail }) => detail.startsWith('summaries_g1 is at'))).toBe(true);
    } finally {
      await behind.close();
    }
  });
});
