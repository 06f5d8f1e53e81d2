import type { DatabaseTransaction } from '@app/database';
import { UNKNOWN } from '@app/domain';

import { foldHistory, type TransactionChange } from './fold-history.js';
import { insertTransactions, type NewTransaction } from './new-transactions.js';
import { loadJudged, loadStates } from './stored-transactions.js';
import {
  isOutcome,
  isReceived,
  type ReadOutcome,
  type TransactionHistories,
  type TransactionHistory,
} from './transaction-histories.js';
import { amend, deletePartitions, insertConflicts, insertReceipts, settle } from './write-changes.js';

/**
 * Applies a batch with one statement a kind of change. Nearly every history is a first post, or an outcome, or both:
 * these need nothing to be read. Whatever else there is, is folded onto the state it meets.
 */
export async function writeHistories(
  transaction: DatabaseTransaction,
  schema: string,
  histories: TransactionHistories,
): Promise<void> {
  await deletePartitions(transaction, schema, histories.deletedPartitions);
  const { fresh, outcomes, others } = classify(histories.all());

  const inserted = await insertTransactions(transaction, schema, fresh.map(newTransactionOf));
  if (inserted.size < fresh.length) others.push(...fresh.filter(({ transactionId }) => !inserted.has(transactionId)));

  const changes = await foldOntoStored(transaction, schema, others);
  await insertTransactions(transaction, schema, changes.filter(isNew));
  const known = changes.filter((change) => !isNew(change));
  await settle(transaction, schema, [...outcomes, ...known.flatMap(({ outcome }) => outcome ?? [])]);
  await amend(transaction, schema, known);
  await insertReceipts(transaction, schema, changes);
  await insertConflicts(transaction, schema, changes);
}

interface Classified {
  /** A first post, and perhaps the outcome that names it. */
  readonly fresh: TransactionHistory[];
  readonly outcomes: ReadOutcome[];
  readonly others: TransactionHistory[];
}

function classify(histories: Iterable<TransactionHistory>): Classified {
  const classified: Classified = { fresh: [], outcomes: [], others: [] };
  for (const history of histories) {
    const [first, second] = history.reads;
    if (history.reads.length > 2 || first === undefined) classified.others.push(history);
    else if (isReceived(first)) {
      const isFresh =
        second === undefined || (isOutcome(second) && second.event.data.received_event_id === first.event.id);
      classified[isFresh ? 'fresh' : 'others'].push(history);
    } else if (second === undefined && isOutcome(first)) classified.outcomes.push(first);
    else classified.others.push(history);
  }
  return classified;
}

function newTransactionOf({ reads: [first, outcome] }: TransactionHistory): NewTransaction {
  if (first === undefined || !isReceived(first)) throw new Error('a fresh history begins with its post');
  return { first, outcome: outcome !== undefined && isOutcome(outcome) ? outcome : undefined, duplicates: 0 };
}

async function foldOntoStored(
  transaction: DatabaseTransaction,
  schema: string,
  histories: readonly TransactionHistory[],
): Promise<readonly TransactionChange[]> {
  if (histories.length === 0) return [];
  const states = await loadStates(transaction, schema, histories);
  const judged = await loadJudged(transaction, schema, histories);
  return histories.map((history) =>
    foldHistory(history, states.get(history.transactionId) ?? UNKNOWN, judged.get(history.transactionId) ?? new Set()),
  );
}

function isNew(change: TransactionChange): change is TransactionChange & NewTransaction {
  return change.first !== undefined;
}
