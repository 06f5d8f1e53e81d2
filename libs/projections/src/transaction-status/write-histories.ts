import type { DatabaseTransaction } from '@app/database';

import { foldHistory, type TransactionChange } from './fold-history.js';
import { insertTransactions, type NewTransaction } from './new-transactions.js';
import { loadKnown } from './stored-transactions.js';
import { isOutcome, isReceived, type TransactionHistories, type TransactionHistory } from './transaction-histories.js';
import { insertConflicts, insertIgnored, insertReceipts } from './write-later-records.js';
import { amend, deletePartitions, settle } from './write-changes.js';

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
  const settled = await settle(
    transaction,
    schema,
    outcomes.flatMap(({ reads }) => reads.filter(isOutcome)),
  );
  const unlike = [...others, ...without(fresh, inserted), ...without(outcomes, settled)];
  if (unlike.length === 0) return;

  const known = await loadKnown(transaction, schema, unlike);
  const changes = known.map(([history, before]) => foldHistory(history, before));
  await insertTransactions(transaction, schema, changes.filter(isNew));
  const changed = changes.filter((change) => !isNew(change));
  await settle(
    transaction,
    schema,
    changed.flatMap(({ outcome }) => outcome ?? []),
  );
  await amend(transaction, schema, changed);
  await insertReceipts(
    transaction,
    schema,
    changes.flatMap(({ receipts }) => receipts),
  );
  await insertConflicts(
    transaction,
    schema,
    changes.flatMap(({ conflicts }) => conflicts),
  );
  await insertIgnored(
    transaction,
    schema,
    changes.flatMap(({ ignored }) => ignored),
  );
}

interface Classified {
  /** A first post, and perhaps the outcome that names it. */
  readonly fresh: TransactionHistory[];
  /** One outcome, nothing else. */
  readonly outcomes: TransactionHistory[];
  readonly others: TransactionHistory[];
}

function classify(histories: Iterable<TransactionHistory>): Classified {
  const classified: Classified = { fresh: [], outcomes: [], others: [] };
  for (const history of histories) classified[kindOf(history)].push(history);
  return classified;
}

function kindOf({ reads }: TransactionHistory): keyof Classified {
  const [first, second] = reads;
  if (first === undefined || reads.length > 2) return 'others';
  if (second === undefined) return isReceived(first) ? 'fresh' : isOutcome(first) ? 'outcomes' : 'others';
  const settles = isReceived(first) && isOutcome(second) && second.event.data.received_event_id === first.event.id;
  return settles ? 'fresh' : 'others';
}

/** Those that were not as simple as they looked: what they say was said before. */
function without(
  histories: readonly TransactionHistory[],
  applied: ReadonlySet<string>,
): readonly TransactionHistory[] {
  if (applied.size === histories.length) return [];
  return histories.filter(({ transactionId }) => !applied.has(transactionId));
}

function newTransactionOf({ reads: [first, outcome] }: TransactionHistory): NewTransaction {
  if (first === undefined || !isReceived(first)) throw new Error('a fresh history begins with its post');
  return { first, outcome: outcome !== undefined && isOutcome(outcome) ? outcome : undefined, duplicates: 0 };
}

function isNew(change: TransactionChange): change is TransactionChange & NewTransaction {
  return change.first !== undefined;
}
