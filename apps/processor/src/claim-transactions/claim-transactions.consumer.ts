import type { DatabaseTransaction } from '@app/database';
import { appendAllEvents, LogReader, LogSink, type Keyed, type ReadBatch } from '@app/messaging';
import { crashPoint } from '@app/platform';
import { Controller } from '@nestjs/common';

import type { Claim } from '../claims/claim.js';
import { deleteClaims, insertClaims, lockClaims, lockOpenClaims, updateClaims } from '../claims/claim-store.js';
import { SettlementPolicy } from '../policies/settlement-policy.js';
import { ProcessorMetrics } from '../processor-metrics.js';
import { SETTLEMENT_QUEUE } from '../settlement-queue.js';
import { foldHistory, type Folded } from './fold-history.js';
import { reportedWork, workOf } from './settlement-work.js';
import {
  historiesOf,
  type Histories,
  type PostedHistory,
  type ProcessorEvent,
  type TransactionHistory,
} from './transaction-history.js';

/** Whose positions in the log these are. */
export const READER = 'processor';

const SUBSCRIPTION = [
  'TransactionReceived.v1',
  'TransactionProcessed.v1',
  'TransactionFailed.v1',
  'TransactionsDeleted.v1',
] as const satisfies readonly ProcessorEvent['type'][];

/** What held before a history and what it comes to. */
interface Change extends Folded {
  readonly before: Claim | undefined;
}

/**
 * Applies a batch of the log to the claims: the first post of a transaction claims it, others are duplicates, conflicts
 * or reported outcomes, and outcomes settle. What follows at once is appended before the batch commits: after a crash
 * the batch comes again and gives the same events.
 */
@Controller()
export class ClaimTransactions {
  constructor(
    private readonly policy: SettlementPolicy,
    private readonly sink: LogSink,
    private readonly metrics: ProcessorMetrics,
  ) {}

  @LogReader({ reader: READER, group: 'tidemark.processor', topic: 'transactions', events: SUBSCRIPTION })
  async apply({ slices, transaction }: ReadBatch<ProcessorEvent>): Promise<void> {
    crashPoint('processor.after-poll');
    const { deletedPartitions, withPost, outcomesOnly } = historiesOf(slices);
    await deleteClaims(transaction, deletedPartitions);
    await SETTLEMENT_QUEUE.removePartitions(transaction, deletedPartitions);
    const fresh = await this.claim(transaction, withPost);
    const known = await this.judge(transaction, {
      withPost: withPost.filter((history) => !fresh.has(history)),
      outcomesOnly,
    });
    await this.append([...fresh.values(), ...known].flatMap(({ events }) => events));
    crashPoint('processor.after-produce');
    this.metrics.claimed(fresh.size);
  }

  /**
   * Nearly all posts are the first of their transaction: all are taken for that, and the table says which are not.
   *
   * @returns those that were
   */
  private async claim(
    transaction: DatabaseTransaction,
    histories: readonly PostedHistory[],
  ): Promise<ReadonlyMap<PostedHistory, Folded>> {
    const folded = histories.map((history) => [history, foldHistory(undefined, history, this.policy)] as const);
    const inserted = await insertClaims(
      transaction,
      folded.flatMap(([, { claim }]) => claim ?? []),
    );
    // Once each: a foreign writer may have put records of one transaction into two partitions.
    const fresh = folded.filter(([history]) => inserted.delete(history.transactionId));
    const open = fresh.flatMap(([history, { claim }]) =>
      claim === undefined || claim.verdict !== undefined ? [] : workOf(claim, history, this.policy),
    );
    await SETTLEMENT_QUEUE.enqueue(transaction, open);
    return new Map(fresh);
  }

  /** Posts of claimed transactions, and outcomes: those that come back find their claims settled and end here. */
  private async judge(
    transaction: DatabaseTransaction,
    { withPost, outcomesOnly }: Pick<Histories, 'withPost' | 'outcomesOnly'>,
  ): Promise<readonly Change[]> {
    const claims = await lockClaims(transaction, withPost.map(idOf));
    const open = await lockOpenClaims(transaction, outcomesOnly.map(idOf));
    const changes = [
      ...withPost.map((history) => this.change(found(claims, history), history)),
      ...outcomesOnly.flatMap((history) => {
        const before = open.get(history.transactionId);
        return before === undefined ? [] : this.change(before, history);
      }),
    ];
    await this.store(
      transaction,
      changes.flatMap(({ before, claim }) => (claim === undefined || claim === before ? [] : claim)),
    );
    return changes;
  }

  private change(before: Claim, history: TransactionHistory): Change {
    return { before, ...foldHistory(before, history, this.policy) };
  }

  private async store(transaction: DatabaseTransaction, changed: readonly Claim[]): Promise<void> {
    await updateClaims(transaction, changed);
    const settled = changed.filter(({ verdict }) => verdict !== undefined);
    await SETTLEMENT_QUEUE.remove(
      transaction,
      settled.map(({ firstEventId }) => firstEventId),
    );
    const reported = changed.flatMap((claim) =>
      claim.laterReport === undefined || claim.verdict !== undefined ? [] : reportedWork(claim, claim.laterReport),
    );
    await SETTLEMENT_QUEUE.bringForward(transaction, reported);
  }

  private async append(events: readonly Keyed[]): Promise<void> {
    await appendAllEvents(this.sink, events);
    this.metrics.appended(events);
  }
}

/** Just now the table refused another claim of this transaction. */
function found(claims: ReadonlyMap<string, Claim>, { transactionId }: TransactionHistory): Claim {
  const claim = claims.get(transactionId);
  if (claim === undefined) throw new Error(`the claim of ${transactionId} is gone while it is judged`);
  return claim;
}

function idOf({ transactionId }: { readonly transactionId: string }): string {
  return transactionId;
}
