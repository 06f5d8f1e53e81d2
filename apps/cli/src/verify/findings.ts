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
  'missing-conflict': 'a post differs from the first, but no event tells of it',
  'wrong-outcome': 'the outcome does not repeat the facts of the first post',
  unsettled: 'there is no outcome',
  rewritten: 'written twice with one ce_id and different content',
  'wrong-fingerprint': "the fingerprint is not that of the event's fields",
  'wrong-partition': "the record is not in its key's partition",
  undecodable: 'the record is none of the known events',
  parked: 'set aside because it could not be applied',
  'wrong-position': 'the record before the position is not the one that was applied',
  'begins-late': 'the log has lost its beginning',
  'not-caught-up': 'a reader has not reached the end of the log',
} as const;

export type FindingKind = keyof typeof FINDING_KINDS;

export interface Finding {
  readonly kind: FindingKind;
  readonly transaction_id?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly detail: string;
}

/** A fault in the system can touch every transaction: all are counted, the first are kept. */
const KEPT = 1_000;

export class Findings {
  readonly kept: Finding[] = [];
  private readonly counts = new Map<FindingKind, number>();

  add(finding: Finding): void {
    this.counts.set(finding.kind, (this.counts.get(finding.kind) ?? 0) + 1);
    if (this.kept.length < KEPT) this.kept.push(finding);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** How many there are of each kind that was found. */
  get byKind(): Readonly<Partial<Record<FindingKind, number>>> {
    return Object.fromEntries(this.counts);
  }
}
