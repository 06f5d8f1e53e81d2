import type { TransactionReceivedData } from '@app/contracts';

import type { Measure } from './bucket-tables.js';
import type { Placed } from './random-log.fixture.js';

/** A transaction as it counts: its first post, and what became of it. */
export interface Counted {
  readonly data: TransactionReceivedData;
  readonly firstEventId: string;
  readonly partition: number;
  outcome: Exclude<Measure, 'received'> | undefined;
}

/** The log, read event by event, by the rules of what counts and nothing else. */
export function countedByHand(log: readonly Placed[]): readonly Counted[] {
  const counted = new Map<string, Counted>();
  for (const [partition, event] of log) {
    if (event.type === 'TransactionsDeleted.v1') {
      for (const [id, transaction] of counted) if (transaction.partition === partition) counted.delete(id);
    } else if (event.type === 'TransactionReceived.v1') {
      const { data, id: firstEventId } = event;
      if (counted.has(data.transaction_id)) continue;
      counted.set(data.transaction_id, { data, firstEventId, partition, outcome: undefined });
    } else if (event.type === 'TransactionProcessed.v1' || event.type === 'TransactionFailed.v1') {
      const known = counted.get(event.data.transaction_id);
      if (known?.firstEventId !== event.data.received_event_id) continue;
      known.outcome ??= event.type === 'TransactionProcessed.v1' ? 'processed' : 'failed';
    }
  }
  return [...counted.values()];
}
