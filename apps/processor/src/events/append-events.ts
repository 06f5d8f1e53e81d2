import type { DomainEvent } from '@app/contracts';
import { recordOf, type LogSink } from '@app/messaging';

import type { Keyed } from './outcome-event.js';

export type KeyedEvent = DomainEvent & Keyed;

/**
 * Appends events and waits for all of them, so that nothing is still in flight when the caller goes on or gives up.
 *
 * @returns for each event, the error for which it is perhaps not in the log
 */
export async function appendEvents(
  sink: LogSink,
  events: readonly KeyedEvent[],
): Promise<readonly (Error | undefined)[]> {
  const results = await Promise.allSettled(events.map((event) => sink.append(recordOf(event))));
  return results.map((result) => (result.status === 'fulfilled' ? undefined : (result.reason as Error)));
}
