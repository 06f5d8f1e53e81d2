import type {
  NotificationAttempted,
  NotificationCompleted,
  NotificationRequested,
  NotificationRetryRequested,
} from '@app/contracts';
import type { ReadEvent } from '@app/messaging';

export type NotificationEvent =
  NotificationRequested | NotificationAttempted | NotificationCompleted | NotificationRetryRequested;
export type ReadRequest = ReadEvent<NotificationRequested>;
export type ReadAttempt = ReadEvent<NotificationAttempted>;
export type ReadRetry = ReadEvent<NotificationRetryRequested>;

/** What a batch says of each notification, in log order. */
export class NotificationHistories {
  private readonly byId = new Map<string, ReadEvent<NotificationEvent>[]>();

  add(read: ReadEvent<NotificationEvent>): void {
    const { notification_id: id } = read.event.data;
    const reads = this.byId.get(id);
    if (reads === undefined) this.byId.set(id, [read]);
    else reads.push(read);
  }

  all(): ReadonlyMap<string, readonly ReadEvent<NotificationEvent>[]> {
    return this.byId;
  }
}
