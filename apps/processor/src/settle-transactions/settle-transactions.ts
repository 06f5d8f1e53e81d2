import type { Database } from '@app/database';
import { appendEvents, type LogSink } from '@app/messaging';
import { crashPoint } from '@app/platform';
import type { WorkItem, WorkResult } from '@app/work-queue';

import type { Claim, Verdict } from '../claims/claim.js';
import { loadClaims } from '../claims/claim-store.js';
import { storeVerdicts } from '../claims/store-verdicts.js';
import { settlementAtOnce } from '../claim-transactions/fold-history.js';
import { outcomeEvent, outcomeIdOf } from '../events/outcome-event.js';
import type { Settlement, SettlementAnswer, SettlementPolicy } from '../policies/settlement-policy.js';
import type { ProcessorMetrics } from '../processor-metrics.js';
import type { SettlementWork } from '../settlement-queue.js';

type Item = WorkItem<SettlementWork>;

interface Asked<Answer = SettlementAnswer> {
  readonly item: Item;
  readonly claim: Claim;
  readonly answer: Answer;
}

interface Settled {
  readonly item: Item;
  readonly claim: Claim;
  readonly verdict: Verdict;
}

/** An outcome that did not get into the log is tried again this soon. */
const APPEND_AGAIN_MS = 500;

/**
 * Settles transactions that are due: asks, stores the verdict in the claim, appends it, and only then reports the item
 * as done. What is repeated after a crash repeats the stored verdict: the same event.
 */
export class SettleTransactions {
  constructor(
    private readonly policy: SettlementPolicy,
    private readonly database: Database,
    private readonly sink: LogSink,
    private readonly metrics: ProcessorMetrics,
  ) {}

  async settle(items: readonly Item[], stopping: AbortSignal): Promise<readonly WorkResult[]> {
    const claims = await this.load(items);
    const asked = await Promise.all(items.flatMap((item) => this.ask(item, claims.get(item.id), stopping)));
    const stored = await this.store(asked.filter(isDecided));
    crashPoint('processor.after-claim-commit');
    const appended = await this.append(
      items.flatMap((item) => settledOf(item, stored.get(item.id) ?? claims.get(item.id))),
    );
    crashPoint('processor.before-mark');
    const results = new Map([...appended, ...this.postponed(asked)].map((result) => [result.id, result]));
    // Of the others the claim is gone, deleted with its partition: nothing is left to do.
    return items.map(({ id }) => results.get(id) ?? { id, kind: 'done' });
  }

  /** By item. One whose claim was deleted and perhaps made anew by a later post has none. */
  private async load(items: readonly Item[]): Promise<ReadonlyMap<string, Claim>> {
    const claims = await loadClaims(
      this.database,
      items.map(({ payload }) => payload.transaction_id),
    );
    return byItem(items, claims);
  }

  private ask(item: Item, claim: Claim | undefined, stopping: AbortSignal): Promise<Asked>[] {
    if (claim === undefined || claim.verdict !== undefined) return [];
    const { facts, laterReport } = claim;
    const known: Settlement | undefined = laterReport ?? settlementAtOnce(claim, this.policy);
    if (known !== undefined) return [Promise.resolve({ item, claim, answer: decided(known) })];
    const answer = this.policy.settle({ facts, outcomeId: outcomeIdOf(claim), attempt: item.attempts, stopping });
    return [answer.then((it) => ({ item, claim, answer: it }))];
  }

  /** @returns by item, the claims with the verdicts that they have now: these, or those that were there first */
  private async store(decisions: readonly Asked<Settlement>[]): Promise<ReadonlyMap<string, Claim>> {
    const verdicts = decisions.map(({ item, claim: { transactionId, firstEventId }, answer: { outcome, reason } }) => ({
      transactionId,
      firstEventId,
      outcome,
      ...(reason !== undefined && { reason }),
      processedAt: item.payload.processed_at,
    }));
    return byItem(
      decisions.map(({ item }) => item),
      await storeVerdicts(this.database, verdicts),
    );
  }

  private async append(settled: readonly Settled[]): Promise<readonly WorkResult[]> {
    const events = settled.map(({ item, claim, verdict }) => outcomeEvent(claim, verdict, causeOf(item, claim)));
    const errors = await appendEvents(this.sink, events);
    this.metrics.appended(events.filter((_, at) => errors[at] === undefined));
    return settled.map(({ item: { id } }, at) =>
      errors[at] === undefined ? { id, kind: 'done' } : { id, kind: 'later', delayMs: APPEND_AGAIN_MS, counted: false },
    );
  }

  private postponed(asked: readonly Asked[]): readonly WorkResult[] {
    return asked.flatMap(({ item: { id }, answer }) => {
      if (answer.kind === 'decided') return [];
      this.metrics.postponed();
      return { id, kind: 'later', delayMs: answer.delayMs, counted: answer.counted };
    });
  }
}

function isDecided(asked: Asked): asked is Asked<SettlementAnswer & Settlement> {
  return asked.answer.kind === 'decided';
}

function decided({ outcome, reason }: Settlement): SettlementAnswer {
  return { kind: 'decided', outcome, ...(reason !== undefined && { reason }) };
}

function byItem(items: readonly Item[], claims: ReadonlyMap<string, Claim>): ReadonlyMap<string, Claim> {
  return new Map(
    items.flatMap(({ id, payload }) => {
      const claim = claims.get(payload.transaction_id);
      return claim?.firstEventId === id ? [[id, claim]] : [];
    }),
  );
}

function settledOf(item: Item, claim: Claim | undefined): Settled[] {
  return claim?.verdict === undefined ? [] : [{ item, claim, verdict: claim.verdict }];
}

/** The trace of the post from which the outcome follows. */
function causeOf(item: Item, { laterReport }: Claim): string | undefined {
  return laterReport === undefined ? item.payload.traceparent : laterReport.traceparent;
}
