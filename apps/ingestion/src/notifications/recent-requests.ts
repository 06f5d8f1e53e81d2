import { hash } from 'node:crypto';

import type { NotificationRequestedData } from '@app/contracts';
import { Injectable } from '@nestjs/common';

/** A few hundred bytes each. */
const MOST_REMEMBERED = 10_000;

interface Remembered {
  readonly fingerprint: string;
  /** Where in its partition the log has it: the lowest counts. */
  readonly offset: number;
}

/**
 * The requests with an `Idempotency-Key` that this process wrote last. Only a courtesy, so that a key that is used for
 * something else is refused while somebody is still there to read it: what counts for ever is the first one in the log.
 */
@Injectable()
export class RecentRequests {
  private readonly remembered = new Map<string, Remembered>();

  /** Whether the notification is known to have been asked for with other words. */
  differs(request: NotificationRequestedData): boolean {
    const known = this.remembered.get(request.notification_id);
    return known !== undefined && known.fingerprint !== fingerprintOf(request);
  }

  /** Only of what the log has confirmed: of anything else nobody knows whether it counts. */
  remember(request: NotificationRequestedData, offset: number): void {
    const { notification_id: id } = request;
    const known = this.remembered.get(id);
    this.remembered.delete(id);
    const isFirst = known === undefined || offset < known.offset;
    this.remembered.set(id, isFirst ? { fingerprint: fingerprintOf(request), offset } : known);
    if (this.remembered.size <= MOST_REMEMBERED) return;
    // A map keeps its order: the first is the one that was not used for longest.
    for (const oldest of this.remembered.keys()) {
      this.remembered.delete(oldest);
      return;
    }
  }
}

/** Over what was asked for, not when and by whom. */
function fingerprintOf(request: NotificationRequestedData): string {
  const { user_id, title, body, channels, recipients = {} } = request;
  return hash('sha256', JSON.stringify([user_id, title, body, channels, recipients]), 'base64url');
}
