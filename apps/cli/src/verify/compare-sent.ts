import type { Findings } from './findings.js';
import type { LoggedPartition } from './logged-partition.js';
import type { SentTransactions } from './sent-transactions.js';

export interface SentComparison {
  /** Nothing may be in the log that no history tells of. */
  readonly only: boolean;
}

/** Holds one partition of the log against what senders were answered. */
export function compareSent(
  logged: LoggedPartition,
  sent: SentTransactions,
  { only }: SentComparison,
  findings: Findings,
): void {
  const { partition, posts } = logged;
  for (const [id, { accepted, unknown }] of sent.of(partition)) {
    const found = posts.get(id) ?? [];
    if (found.length < accepted.length) {
      const detail = `answered 202 ${times(accepted.length)}, in the log ${times(found.length)}`;
      findings.add({ kind: 'lost', transaction_id: id, partition, detail });
    } else if (without(accepted, found).length > 0) {
      const detail = `${without(accepted, found).length} of ${accepted.length} posts answered 202 are in the log with other content`;
      findings.add({ kind: 'wrong-payload', transaction_id: id, partition, detail });
    }
    const untold = only && !sent.mayBeUntold(id) ? without(found, [...accepted, ...unknown]).length : 0;
    if (untold > 0) {
      const detail = `in the log ${times(found.length)}, ${untold} of them in no history`;
      findings.add({ kind: 'unsent', transaction_id: id, partition, detail });
    }
  }
  if (only) findStrangers(logged, sent, findings);
}

function findStrangers({ partition, posts }: LoggedPartition, sent: SentTransactions, findings: Findings): void {
  const told = sent.of(partition);
  for (const [id, { length }] of posts) {
    if (told.has(id) || sent.mayBeUntold(id)) continue;
    findings.add({
      kind: 'unsent',
      transaction_id: id,
      partition,
      detail: `in the log ${times(length)}, in no history`,
    });
  }
}

/** What is in `some` more often than in `others`. */
function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return some.filter((each) => {
    const at = left.indexOf(each);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
