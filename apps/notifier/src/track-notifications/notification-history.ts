import type { NotificationCompleted } from '@app/contracts';
import type { ReadEvent, ReadSlice } from '@app/messaging';

import type { NotificationClaim } from '../deliveries/delivery-store.js';
import type { DeliveryEvent } from './fold-notification.js';

/** What the notifier reads of the log. */
export type NotifierEvent = DeliveryEvent | NotificationCompleted;

/** What a batch says of one notification, in log order. */
export interface NotificationHistory {
  readonly notificationId: string;
  readonly partition: number;
  /** Whether what follows from this may be done at once. */
  readonly live: boolean;
  readonly events: readonly ReadEvent<DeliveryEvent>[];
  /** The first request among the events. */
  readonly claim: NotificationClaim | undefined;
}

/** A batch sorted by notification. */
export interface Histories {
  readonly histories: readonly NotificationHistory[];
  /** Ends that are in the log already. */
  readonly completionIds: ReadonlySet<string>;
}

export function historiesOf(slices: readonly ReadSlice<NotifierEvent>[]): Histories {
  const completionIds = new Set<string>();
  const histories = slices.flatMap(({ partition, live, events }) => {
    const byId = new Map<string, ReadEvent<DeliveryEvent>[]>();
    for (const read of events) {
      const { event } = read;
      if (event.type === 'NotificationCompleted.v1') {
        completionIds.add(event.id);
      } else {
        const known = byId.get(event.data.notification_id);
        if (known === undefined) byId.set(event.data.notification_id, [{ ...read, event }]);
        else known.push({ ...read, event });
      }
    }
    return [...byId].map(([notificationId, reads]) => ({
      notificationId,
      partition,
      live,
      events: reads,
      claim: claimIn(reads, partition),
    }));
  });
  return { histories, completionIds };
}

function claimIn(reads: readonly ReadEvent<DeliveryEvent>[], partition: number): NotificationClaim | undefined {
  for (const { event } of reads) if (event.type === 'NotificationRequested.v1') return { event, partition };
  return undefined;
}
