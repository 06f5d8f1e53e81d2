import { differencesOf } from './compare-row.js';
import type { FindingKind, Findings } from './findings.js';
import type { LoggedPartition } from './logged-partition.js';
import type { LoggedTransaction } from './logged-transaction.js';
import type { StoredConflict, StoredReceipt, StoredTransaction, StoredTransactions } from './stored-transactions.js';

/** Rows asked for at once. */
const PAGE = 5_000;

export interface StoredComparison {
  /** Rows that the partition has in the read model. */
  readonly rows: number;
  /** Transactions of which an event is parked: their rows are behind, and that is told already. */
  readonly parked: ReadonlySet<string>;
  /** Every transaction must have an outcome. */
  readonly settled: boolean;
}

/** Holds one partition of the read model against its log. */
export async function compareStored(
  logged: LoggedPartition,
  stored: StoredTransactions,
  comparison: StoredComparison,
  findings: Findings,
): Promise<void> {
  const ids = [...logged.transactions.keys()];
  let matched = 0;
  for (let at = 0; at < ids.length; at += PAGE) {
    matched += await comparePage(ids.slice(at, at + PAGE), logged, stored, comparison, findings);
  }
  if (comparison.rows > matched) await nameExtraRows(logged, stored, findings);
}

/** @returns how many of the transactions have a row */
async function comparePage(
  ids: readonly string[],
  { partition, transactions, conflictsTold }: LoggedPartition,
  stored: StoredTransactions,
  { parked, settled }: StoredComparison,
  findings: Findings,
): Promise<number> {
  const rows = new Map((await stored.rows(ids)).map((row) => [row.transaction_id, row]));
  const receipts = Map.groupBy(await stored.receipts(ids), (row) => row.transaction_id);
  const conflicts = Map.groupBy(await stored.conflicts(ids), (row) => row.transaction_id);
  for (const id of ids) {
    const transaction = transactions.get(id);
    if (transaction === undefined || parked.has(id)) continue;
    const found = (kind: FindingKind, detail: string): void => {
      findings.add({ kind, transaction_id: id, partition, detail });
    };
    const row = rows.get(id);
    if (row === undefined) found('missing-row', `first event ${transaction.firstEventId}`);
    else compareRow(row, transaction, found);
    compareReceipts(receipts.get(id) ?? [], transaction, found);
    compareConflicts(conflicts.get(id) ?? [], transaction, found);
    examineLog(transaction, conflictsTold, found);
    if (settled && transaction.status === 'PROCESSING') found('unsettled', `first event ${transaction.firstEventId}`);
  }
  return rows.size;
}

type Found = (kind: FindingKind, detail: string) => void;

function compareRow(row: StoredTransaction, transaction: LoggedTransaction, found: Found): void {
  const differences = differencesOf(row, transaction);
  if (differences.length > 0) found('wrong-row', differences.join('; '));
}

function compareReceipts(rows: readonly StoredReceipt[], { verdicts }: LoggedTransaction, found: Found): void {
  const is = describe(rows.map(({ event_id, verdict }) => [event_id, verdict]));
  const should = describe([...verdicts]);
  if (is !== should) found('wrong-receipts', `${is} instead of ${should}`);
}

function compareConflicts(rows: readonly StoredConflict[], { conflicts }: LoggedTransaction, found: Found): void {
  const is = describe(rows.map(({ event_id, conflicting_fields }) => [event_id, conflicting_fields]));
  const should = describe([...conflicts]);
  if (is !== should) found('wrong-conflicts', `${is} instead of ${should}`);
}

/** What one event of a transaction says must agree with the others. */
function examineLog(transaction: LoggedTransaction, conflictsTold: ReadonlySet<string>, found: Found): void {
  for (const [eventId, verdict] of transaction.verdicts) {
    if (verdict === 'conflict' && !conflictsTold.has(eventId)) found('missing-conflict', `of the post ${eventId}`);
  }
  if (!transaction.outcomeRepeatsFacts) found('wrong-outcome', `outcome ${transaction.outcome?.id ?? ''}`);
}

async function nameExtraRows(
  { partition, transactions }: LoggedPartition,
  stored: StoredTransactions,
  findings: Findings,
): Promise<void> {
  let after = '';
  for (;;) {
    const ids = await stored.ids(partition, after, PAGE);
    for (const id of ids) {
      if (!transactions.has(id)) findings.add({ kind: 'extra-row', transaction_id: id, partition, detail: 'no event' });
    }
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
  }
}

function describe(entries: readonly (readonly [string, unknown])[]): string {
  return JSON.stringify([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
