import { PARTITIONS } from '@app/contracts';
import { partitionOf } from '@app/messaging';

import type { AttemptLine } from '../history/history.js';
import { readHistory } from '../history/read-history.js';
import { fingerprintOfPost } from './post-fingerprint.js';

/** What senders know of one transaction: the fingerprints of their posts. */
export interface SentTransaction {
  /** Answered 202: in the log, each of them. */
  readonly accepted: readonly string[];
  /** Perhaps in the log. */
  readonly unknown: readonly string[];
}

/** Shared, and replaced instead of added to: there are millions of them, and an array that grows takes room for 17. */
const NOTHING: SentTransaction = { accepted: [], unknown: [] };

/** All that history files say, by partition, so that one partition after the other can be compared and let go. */
export class SentTransactions {
  accepted = 0;
  private readonly partitions = Array.from({ length: PARTITIONS }, () => new Map<string, SentTransaction>());
  private readonly cutShort: string[] = [];

  static async read(paths: readonly string[]): Promise<SentTransactions> {
    const sent = new SentTransactions();
    for (const path of paths) await sent.addFile(path);
    return sent;
  }

  of(partition: number): ReadonlyMap<string, SentTransaction> {
    return this.partitions[partition] ?? new Map<string, SentTransaction>();
  }

  /** Whether a sender that was killed may have sent it without a word in its history. */
  mayBeUntold(transactionId: string): boolean {
    return this.cutShort.some((prefix) => transactionId.startsWith(`${prefix}-`));
  }

  private async addFile(path: string): Promise<void> {
    let prefix: string | undefined;
    for await (const line of readHistory(path)) {
      if ('run' in line) prefix = line.run.prefix;
      else if ('end' in line) prefix = undefined;
      else this.addAttempt(line);
    }
    if (prefix !== undefined) this.cutShort.push(prefix);
  }

  private addAttempt({ transaction_id: id, result, body }: AttemptLine): void {
    // These are not in the log, so there is nothing to be found.
    if (result === 'rejected' || result === 'failed') return;
    const partition = this.partitions[partitionOf(id, PARTITIONS)];
    const sent = partition?.get(id) ?? NOTHING;
    const fingerprint = fingerprintOfPost(body) ?? `not acceptable: ${JSON.stringify(body)}`;
    partition?.set(id, { ...sent, [result]: [...sent[result], fingerprint] });
    if (result === 'accepted') this.accepted += 1;
  }
}
