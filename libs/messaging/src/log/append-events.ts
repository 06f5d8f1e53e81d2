import type { DomainEvent } from '@app/contracts';

import { recordOf } from './event-record.js';
import type { LogSink } from './log-sink.js';

/** An event whose record has a key. */
export type Keyed<Event extends DomainEvent = DomainEvent> = Event & { readonly subject: string };

/**
 * Appends events and waits for all of them, so that nothing is still in flight when the caller goes on or gives up.
 *
 * @returns for each event, the error for which it is perhaps not in the log
 */
export async function appendEvents(sink: LogSink, events: readonly Keyed[]): Promise<readonly (Error | undefined)[]> {
  const results = await Promise.allSettled(events.map((event) => sink.append(recordOf(event))));
  return results.map((result) => (result.status === 'fulfilled' ? undefined : (result.reason as Error)));
}

/**
 * Appends events that must all be in the log before a batch commits.
 *
 * @throws NotAppendedError, UnknownOutcomeError: the first, once the others have ended too
 */
export async function appendAllEvents(sink: LogSink, events: readonly Keyed[]): Promise<void> {
  const error = (await appendEvents(sink, events)).find((it) => it !== undefined);
  if (error !== undefined) throw error;
}
