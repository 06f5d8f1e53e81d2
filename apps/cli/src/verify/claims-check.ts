import type { DomainEvent } from '@app/contracts';
import { factsOf, parseInstant } from '@app/domain';

import { storedInstant } from './compare-row.js';
import type { FindingKind, Findings } from './findings.js';
import type { LoggedTransaction } from './logged-transaction.js';
import type { LoggedPartition } from './logged-partition.js';
import { provePosition } from './prove-position.js';
import type { StoredClaim, StoredClaims } from './stored-claims.js';
import { PAGE } from './stored-ids.js';
import type { StoredReader } from './stored-readers.js';
import type { FoldedLog, ReaderCheck } from './walk-log.js';

/** Holds what the processor has claimed and written against the log, as far as the processor has read it. */
export class ClaimsCheck implements ReaderCheck {
  /** Of the current partition: outcomes that are decided and must be further on in the log, by first event. */
  private readonly decided = new Map<string, string>();
  /** Of the current partition: later posts that differ, by event id; an event must tell of each, wherever it is. */
  private readonly differing = new Map<string, string>();

  constructor(
    readonly reader: StoredReader,
    private readonly claims: StoredClaims,
    private readonly findings: Findings,
  ) {}

  async compare({ place, partition, transactions, lastRecord }: FoldedLog): Promise<void> {
    if (place.next > 0) provePosition(place, partition, lastRecord, this.findings);
    const entries = [...transactions];
    let matched = 0;
    for (let at = 0; at < entries.length; at += PAGE) {
      matched += await this.comparePage(entries.slice(at, at + PAGE), partition);
    }
    if ((await this.claims.rowsIn(partition)) === matched) return;
    for await (const id of this.claims.idsIn(partition)) {
      if (!transactions.has(id)) this.found('extra-claim', id, partition, 'no event');
    }
  }

  beyond(event: DomainEvent): void {
    if (event.type !== 'TransactionProcessed.v1' && event.type !== 'TransactionFailed.v1') return;
    this.decided.delete(event.data.received_event_id);
  }

  end({ partition, conflictsTold, outcomesParked }: LoggedPartition): void {
    for (const [firstEventId, id] of this.decided) {
      if (outcomesParked.has(firstEventId)) continue;
      this.found('wrong-claim', id, partition, `the outcome of ${firstEventId} is decided, but not in the log`);
    }
    for (const [eventId, id] of this.differing) {
      if (!conflictsTold.has(eventId)) this.found('missing-conflict', id, partition, `of the post ${eventId}`);
    }
    this.decided.clear();
    this.differing.clear();
  }

  /** @returns how many of the transactions are claimed */
  private async comparePage(
    page: readonly (readonly [string, LoggedTransaction])[],
    partition: number,
  ): Promise<number> {
    const rows = await this.claims.rows(page.map(([id]) => id));
    const claims = new Map(rows.map((row) => [row.transaction_id, row]));
    for (const [id, transaction] of page) {
      const claim = claims.get(id);
      if (claim === undefined) this.found('missing-claim', id, partition, `first event ${transaction.firstEventId}`);
      else this.compareClaim(claim, transaction, partition);
      for (const [eventId, verdict] of transaction.verdicts) {
        if (verdict === 'conflict') this.differing.set(eventId, id);
      }
      const { outcome } = transaction;
      if (outcome?.repeatsFacts === false) this.found('wrong-outcome', id, partition, `outcome ${outcome.eventId}`);
    }
    return rows.length;
  }

  private compareClaim(claim: StoredClaim, transaction: LoggedTransaction, partition: number): void {
    const differences = differencesOf(claim, transaction);
    const { transaction_id: id, first_event_id: firstEventId, outcome, in_hand: isInHand } = claim;
    if (differences.length > 0) this.found('wrong-claim', id, partition, differences.join('; '));
    if (outcome !== null && transaction.outcome === undefined && !isInHand) this.decided.set(firstEventId, id);
  }

  private found(kind: FindingKind, transactionId: string, partition: number, detail: string): void {
    this.findings.add({ kind, transaction_id: transactionId, partition, detail });
  }
}

/** What a claim says otherwise than the log. It may know an outcome before the log has it, but never the other way round. */
function differencesOf(claim: StoredClaim, { first, firstEventId, outcome, status }: LoggedTransaction): string[] {
  const facts = {
    ...factsOf(first),
    ...(first.reported_status !== undefined && { reported_status: first.reported_status }),
  };
  const pairs: Record<string, readonly [unknown, unknown]> = {
    first_event_id: [claim.first_event_id, firstEventId.toLowerCase()],
    facts: [inOrder(claim.facts), inOrder(facts)],
    ...(outcome !== undefined && {
      outcome: [claim.outcome, status],
      reason: [claim.reason, outcome.reason ?? null],
      processed_at: [storedInstant(claim.processed_at), parseInstant(outcome.processedAt)],
    }),
  };
  return Object.entries(pairs).flatMap(([column, [is, should]]) =>
    JSON.stringify(is) === JSON.stringify(should)
      ? []
      : [`${column} is ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`],
  );
}

function inOrder(facts: object): readonly (readonly [string, unknown])[] {
  return Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1));
}
