import type { NotificationAttempted } from '@app/contracts';
import type { Keyed } from '@app/messaging';

/** An attempt that was begun: after a crash it says what may have been sent. */
export interface Sending {
  readonly attempt: number;
  readonly provider: string;
  /** `ce_id` of the event that will tell of it; also says which process began it. */
  readonly event_id: string;
  /** The event, once it is known: it is appended as it is, however often. */
  readonly event?: Keyed<NotificationAttempted>;
}
