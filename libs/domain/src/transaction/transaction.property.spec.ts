import { describe, expect, it } from '@jest/globals';
import type { ReportedStatus } from '@app/contracts';
import fc from 'fast-check';

import { failed, processed, received } from './transaction-events.fixture.js';
import {
  evolve,
  judgeOutcome,
  judgeReceived,
  type TransactionEvent,
  type TransactionState,
  UNKNOWN,
} from './transaction.js';

const SEED = 20_260_329;
const RUNS = { seed: SEED, numRuns: 1_000 };

const ids = fc.constantFrom('r1', 'r2', 'r3', 'r4');

/** One record of the log by its id: the same id is the same record. */
const logs = fc
  .record({
    posts: fc.array(
      fc.record({
        amount_minor: fc.constantFrom('100', '200'),
        status: fc.option(fc.constantFrom<ReportedStatus[]>('PENDING', 'SUCCESS', 'FAILED')),
      }),
      { minLength: 4, maxLength: 4 },
    ),
    order: fc.array(fc.tuple(fc.constantFrom('received', 'processed', 'failed'), ids), { maxLength: 12 }),
  })
  .map(({ posts, order }) =>
    order.map(([what, id]): TransactionEvent => {
      if (what === 'processed') return processed(id);
      if (what === 'failed') return failed(id);
      const post = posts[Number(id.slice(1)) - 1];
      const status = post?.status ?? null;
      return received(id, {
        amount_minor: post?.amount_minor ?? '100',
        ...(status !== null && { reported_status: status }),
      });
    }),
  );

const fold = (events: readonly TransactionEvent[]): TransactionState => events.reduce(evolve, UNKNOWN);

describe(`a transaction, for any log (seed ${String(SEED)})`, () => {
  it('given each record delivered n times in a row, when folded, then the state is as if delivered once', () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: 2, max: 4 }), (log, times) => {
        const delivered = log.flatMap((event) => Array<TransactionEvent>(times).fill(event));
        expect(fold(delivered)).toEqual(fold(log));
      }),
      RUNS,
    );
  });

  it('given any log, when its start is delivered again at its end, then a settled state stays as it was', () => {
    fc.assert(
      fc.property(logs, fc.nat(12), (log, length) => {
        const state = fold(log);
        fc.pre(state.status === 'settled');
        expect(log.slice(0, length).reduce(evolve, state)).toBe(state);
      }),
      RUNS,
    );
  });

  it('given any log, when folded, then the first post and the first outcome naming it win', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const firstAt = log.findIndex((event) => event.type === 'TransactionReceived.v1');
        const first = log[firstAt];
        const state = fold(log);
        if (first === undefined) {
          expect(state).toEqual(UNKNOWN);
          return;
        }
        const outcome = log
          .slice(firstAt)
          .find((event) => event.type !== 'TransactionReceived.v1' && event.data.received_event_id === first.id);
        expect(state).toMatchObject({ firstEventId: first.id, facts: { amount_minor: first.data.amount_minor } });
        expect(state).toMatchObject(
          outcome === undefined
            ? { status: 'open' }
            : { status: 'settled', outcome: outcome.type === 'TransactionFailed.v1' ? 'FAILED' : 'PROCESSED' },
        );
      }),
      RUNS,
    );
  });

  it('given any log, when judged record by record, then there is one claim and at most one reported outcome', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const verdicts: string[] = [];
        log.reduce<TransactionState>((state, event) => {
          if (event.type === 'TransactionReceived.v1') {
            const verdict = judgeReceived(state, event);
            verdicts.push(
              verdict.kind === 'first' && verdict.outcome !== undefined ? 'reported-outcome' : verdict.kind,
            );
          } else {
            verdicts.push(judgeOutcome(state, event));
          }
          return evolve(state, event);
        }, UNKNOWN);
        const count = (kind: string): number => verdicts.filter((verdict) => verdict === kind).length;
        expect(count('first')).toBeLessThanOrEqual(1);
        expect(count('reported-outcome')).toBeLessThanOrEqual(1);
        expect(count('settles')).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });
});
