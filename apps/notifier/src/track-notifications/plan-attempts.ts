import { CHANNELS } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { Delivery } from '@app/domain';

import type { StoredDelivery } from '../deliveries/delivery-store.js';
import { ATTEMPT_QUEUES, attemptItemId, nextAttempt } from '../deliveries/work-of-delivery.js';

export interface ChangedDelivery extends StoredDelivery {
  readonly partition: number;
  /** Undefined for one that is new. */
  readonly before: Delivery | undefined;
}

/** Puts the next attempts into the queues of their channels, in the place of those that the log has told of. */
export async function planAttempts(
  transaction: DatabaseTransaction,
  changed: readonly ChangedDelivery[],
): Promise<void> {
  const byChannel = Map.groupBy(changed, ({ delivery }) => delivery.channel);
  for (const channel of CHANNELS) {
    const deliveries = byChannel.get(channel) ?? [];
    const queue = ATTEMPT_QUEUES[channel];
    const next = deliveries.map((it) => nextAttempt(it.notificationId, it.delivery, it.partition));
    const waiting = new Set(next.map((item) => item?.id));
    const over = deliveries.flatMap(({ notificationId, before }) => {
      const id = before === undefined ? undefined : attemptItemId(notificationId, before.attempts + 1);
      return id === undefined || waiting.has(id) ? [] : id;
    });
    await queue.remove(transaction, over);
    await queue.enqueue(
      transaction,
      next.flatMap((item) => item ?? []),
    );
  }
}
