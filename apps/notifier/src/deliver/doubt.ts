import type { Delivery } from '@app/domain';

import type { Sending } from '../deliveries/sending.js';
import type { Deliverable } from '../deliveries/sending-store.js';
import type { SendResult } from '../senders/sender.js';

export const INTERRUPTED = 'the notifier stopped before it knew the answer';

/** What was begun before and may have been taken is as unknown as what is told to be. */
export function deliveryAfter({ delivery }: Deliverable, begunBefore: Sending | null): Delivery {
  return begunBefore === null ? delivery : { ...delivery, status: 'unknown', provider: begunBefore.provider };
}

/** A provider that does not take a message now may have taken it when it was asked before. */
export function resultAfter(begunBefore: Sending | null, sent: SendResult): SendResult {
  if (begunBefore === null || sent.kind === 'accepted') return sent;
  const { code, message } = sent;
  return { kind: 'unknown', ...(code !== undefined && { code }), message: `${INTERRUPTED}; asked again: ${message}` };
}
