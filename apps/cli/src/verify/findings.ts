/** What `verify` can find; one word each, for people and for tests. */
export const FINDING_KINDS = {
  lost: 'answered 202, but not in the log as often as that',
  'wrong-payload': 'the log does not hold what was sent and answered 202',
  unsent: 'in the log, though no history says that it was sent',
  unseen: 'in the log, but the read model has not come that far',
  'missing-row': 'in the log, but not in the read model',
  'extra-row': 'in the read model, but not in the log',
  'wrong-row': 'the row is not what its events come to',
  'wrong-receipts': 'the later posts are not judged as the log says',
  'wrong-conflicts': 'the conflicts are not those of the log',
  'wrong-sums': 'the sums are not those of the transactions in the log',
  'not-as-rebuilt': 'the row is not what a rebuild makes of the log',
  'wrong-tables': 'the tables are not those that the code creates',
  'no-read-model': 'no projector has begun the read model yet',
  'needs-rebuild': 'other code has built the read model: it was left out',
  'missing-claim': 'in the log, but the processor has not claimed it',
  'extra-claim': 'claimed by the processor, but not in the log',
  'wrong-claim': "the processor's claim is not what the log says",
  'missing-conflict': 'a post differs from the first, but no event tells of it',
  'wrong-outcome': 'the outcome does not repeat the facts of the first post',
  unsettled: 'there is no outcome',
  rewritten: 'written twice with one ce_id and different content',
  'wrong-fingerprint': "the fingerprint is not that of the event's fields",
  'wrong-partition': "the record is not in its key's partition",
  undecodable: 'the record is none of the known events',
  parked: 'set aside because it could not be applied',
  'not-applicable': 'the record cannot be applied, though it is not set aside',
  'wrong-position': 'the record before the position is not the one that was applied',
  'wrong-parked-count': 'a reader counts other records as set aside than there are',
  'begins-late': 'the log has lost its beginning',
  'not-caught-up': 'a reader has not reached the end of the log',
} as const;

export type FindingKind = keyof typeof FINDING_KINDS;

export interface Finding {
  readonly kind: FindingKind;
  readonly transaction_id?: string;
  readonly notification_id?: string;
  readonly projection?: string;
  readonly table?: string;
  /** The row's primary key. */
  readonly key?: Readonly<Record<string, unknown>>;
  readonly partition?: number;
  readonly offset?: number;
  readonly detail: string;
}

/** A fault in the system can touch every transaction: all are counted, the first are kept. */
export const KEPT = 1_000;

export class Findings {
  readonly kept: Finding[] = [];
  private readonly counts = new Map<FindingKind, number>();

  add(finding: Finding): void {
    this.count(finding.kind, 1);
    if (this.kept.length < KEPT) this.kept.push(finding);
  }

  /** Counts findings that are too many to be told one by one. */
  count(kind: FindingKind, count: number): void {
    if (count > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + count);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How many there are of each kind that was found. */
  get byKind(): Readonly<Partial<Record<FindingKind, number>>> {
    return Object.fromEntries(this.counts);
  }
}
