import type { NotificationCompleted } from '@app/contracts';
import type { Keyed } from '@app/messaging';
import { WorkQueue } from '@app/work-queue';

/** An end that is to be told unless the log tells it further on; the item's id is the event's. */
export interface CompletionWork {
  readonly event: Keyed<NotificationCompleted>;
}

export const COMPLETION_QUEUE = new WorkQueue<CompletionWork>('completion');
