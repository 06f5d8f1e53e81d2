import type { DatabaseTransaction } from '@app/database';
import { LogReader, LogSink, type ReadBatch } from '@app/messaging';
import { crashPoint } from '@app/platform';
import { Controller } from '@nestjs/common';

import type { Claim } from '../claims/claim.js';
import { deleteClaims, insertClaims, lockClaims, settleOpenClaims, updateClaims } from '../claims/claim-store.js';
import { appendEvents, type KeyedEvent } from '../events/append-events.js';
import { laterReportConflict } from '../events/later-report-conflict.js';
import { SettlementPolicy } from '../policies/settlement-policy.js';
import { ProcessorMetrics } from '../processor-metrics.js';
import { SETTLEMENT_QUEUE } from '../settlement-queue.js';
import { foldHistory, type Folded } from './fold-history.js';
import { reportedWork, workOf } from './settlement-work.js';
import { historiesOf, type ProcessorEvent, type TransactionHistory } from './transaction-history.js';

/** Whose positions in the log these are. */
export const READER = 'processor';

const SUBSCRIPTION = [
  'TransactionReceived.v1',
  'TransactionProcessed.v1',
  'TransactionFailed.v1',
  'TransactionsDeleted.v1',
] as const satisfies readonly ProcessorEvent['type'][];

/** A history, what held before it and what it comes to. */
interface Change extends Folded {
  readonly history: TransactionHistory;
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
    const { deletedPartitions, withPost, outcomes } = historiesOf(slices);
    await this.deletePartitions(transaction, deletedPartitions);
    const fresh = await this.claimFresh(transaction, withPost);
    const known = await this.judgeKnown(transaction, without(withPost, fresh));
    const contradicted = await this.settleFromLog(transaction, outcomes);
    const changes = [...fresh, ...known];
    await this.append([...changes.flatMap(({ events }) => events), ...contradicted]);
    crashPoint('processor.after-produce');
    this.metrics.claimed(fresh.length);
  }

  private async deletePartitions(transaction: DatabaseTransaction, partitions: readonly number[]): Promise<void> {
    await deleteClaims(transaction, partitions);
    await SETTLEMENT_QUEUE.removePartitions(transaction, partitions);
  }

  /** Nearly all posts are the first of their transaction: all are taken for that, and the table says which are not. */
  private async claimFresh(
    transaction: DatabaseTransaction,
    histories: readonly TransactionHistory[],
  ): Promise<readonly Change[]> {
    const changes = histories.map((history) => this.fold(undefined, history));
    const inserted = await insertClaims(
      transaction,
      changes.flatMap(({ claim }) => claim ?? []),
    );
    // Once each: a foreign writer may have put records of one transaction into two partitions.
    const fresh = changes.filter(({ history }) => inserted.delete(history.transactionId));
    await SETTLEMENT_QUEUE.enqueue(
      transaction,
      fresh.flatMap(({ claim, history }) =>
        claim === undefined || claim.verdict !== undefined ? [] : workOf(claim, history, this.policy),
      ),
    );
    return fresh;
  }

  private async judgeKnown(
    transaction: DatabaseTransaction,
    histories: readonly TransactionHistory[],
  ): Promise<readonly Change[]> {
    const claims = await lockClaims(
      transaction,
      histories.map(({ transactionId }) => transactionId),
    );
    const changes = histories.map((history) => this.fold(found(claims, history), history));
    const changed = changes.filter(({ before, claim }) => claim !== before).flatMap(({ claim }) => claim ?? []);
    await updateClaims(transaction, changed);
    await SETTLEMENT_QUEUE.remove(
      transaction,
      changed.filter(({ verdict }) => verdict !== undefined).map(({ firstEventId }) => firstEventId),
    );
    await SETTLEMENT_QUEUE.bringForward(
      transaction,
      changed.flatMap((claim) =>
        claim.laterReport === undefined || claim.verdict !== undefined ? [] : reportedWork(claim, claim.laterReport),
      ),
    );
    return changes;
  }

  /** @returns the conflicts of posts that were taken for an outcome before the log told of another one */
  private async settleFromLog(
    transaction: DatabaseTransaction,
    outcomes: Parameters<typeof settleOpenClaims>[1],
  ): Promise<readonly KeyedEvent[]> {
    const settled = await settleOpenClaims(transaction, outcomes);
    await SETTLEMENT_QUEUE.remove(
      transaction,
      settled.map(({ firstEventId }) => firstEventId),
    );
    return settled.flatMap(({ laterReport, outcome, ...claim }) =>
      laterReport === null || laterReport.outcome === outcome ? [] : laterReportConflict(claim, laterReport, outcome),
    );
  }

  private fold(before: Claim | undefined, history: TransactionHistory): Change {
    return { history, before, ...foldHistory(before, history, this.policy) };
  }

  private async append(events: readonly KeyedEvent[]): Promise<void> {
    const errors = await appendEvents(this.sink, events);
    const error = errors.find((it) => it !== undefined);
    if (error !== undefined) throw error;
    this.metrics.appended(events);
  }
}

function without(histories: readonly TransactionHistory[], changes: readonly Change[]): readonly TransactionHistory[] {
  const handled = new Set(changes.map(({ history }) => history));
  return histories.filter((history) => !handled.has(history));
}

function found(claims: ReadonlyMap<string, Claim>, { transactionId }: TransactionHistory): Claim {
  const claim = claims.get(transactionId);
  if (claim === undefined) throw new Error(`the claim of ${transactionId} was deleted while it was judged`);
  return claim;
}
