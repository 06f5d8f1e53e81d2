import { differencesOf } from './compare-row.js';
import type { FindingKind, Findings } from './findings.js';
import type { LoggedTransaction } from './logged-transaction.js';
import type { LoggedPartition } from './logged-partition.js';
import type { SentTransactions } from './sent-transactions.js';
import { PAGE } from './stored-ids.js';
import type { ReaderPlace, StoredReader } from './stored-readers.js';
import type { StoredConflict, StoredReceipt, StoredTransaction, StoredTransactions } from './stored-transactions.js';
import type { FoldedLog, ReaderCheck } from './walk-log.js';

export interface StoredComparison {
  readonly sent: SentTransactions;
  /** Every transaction must have an outcome. */
  readonly settled: boolean;
}

/** Holds the read model `transaction-status` against the log. */
export class StatusCheck implements ReaderCheck {
  /** Transactions of the current partition whose first post lies past the position. */
  private readonly ahead = new Set<string>();

  constructor(
    readonly reader: StoredReader,
    private readonly stored: StoredTransactions,
    private readonly comparison: StoredComparison,
    private readonly findings: Findings,
  ) {}

  async compare({ partition, transactions }: FoldedLog): Promise<void> {
    const entries = [...transactions];
    let matched = 0;
    for (let at = 0; at < entries.length; at += PAGE) {
      matched += await this.comparePage(entries.slice(at, at + PAGE), partition);
    }
    if ((await this.stored.rowsIn(partition)) === matched) return;
    for await (const id of this.stored.idsIn(partition)) {
      if (!transactions.has(id)) this.found('extra-row', id, partition, 'no event');
    }
  }

  beyond(
    event: Parameters<NonNullable<ReaderCheck['beyond']>>[0],
    { next }: ReaderPlace,
    logged: LoggedPartition,
  ): void {
    if (event.type !== 'TransactionReceived.v1') return;
    const { transaction_id: id } = event.data;
    if ((logged.firstOffsetOf(id) ?? Infinity) >= next) this.ahead.add(id);
  }

  /** Answered 202 and in the log, but only past the position: nobody can read it yet. */
  end({ partition }: LoggedPartition): void {
    const sent = this.comparison.sent.of(partition);
    for (const id of this.ahead) {
      if ((sent.get(id)?.accepted.length ?? 0) > 0) this.found('unseen', id, partition, 'answered 202');
    }
    this.ahead.clear();
  }

  /** @returns how many of the transactions have a row */
  private async comparePage(
    page: readonly (readonly [string, LoggedTransaction])[],
    partition: number,
  ): Promise<number> {
    const ids = page.map(([id]) => id);
    const rows = new Map((await this.stored.rows(ids)).map((row) => [row.transaction_id, row]));
    const receipts = Map.groupBy(await this.stored.receipts(ids), (row) => row.transaction_id);
    const conflicts = Map.groupBy(await this.stored.conflicts(ids), (row) => row.transaction_id);
    for (const [id, transaction] of page) {
      const found: Found = (kind, detail) => {
        this.found(kind, id, partition, detail);
      };
      const row = rows.get(id);
      if (row === undefined) found('missing-row', `first event ${transaction.firstEventId}`);
      else compareRow(row, transaction, found);
      compareReceipts(receipts.get(id) ?? [], transaction, found);
      compareConflicts(conflicts.get(id) ?? [], transaction, found);
      const isLate = this.comparison.settled && transaction.status === 'PROCESSING';
      if (isLate) found('unsettled', `first event ${transaction.firstEventId}`);
    }
    return rows.size;
  }

  private found(kind: FindingKind, transactionId: string, partition: number, detail: string): void {
    this.findings.add({ kind, transaction_id: transactionId, partition, detail });
  }
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

function describe(entries: readonly (readonly [string, unknown])[]): string {
  return JSON.stringify([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
