import type { DomainEvent, EventType } from '@app/contracts';
import type { ReadBatch, ReadEvent } from '@app/messaging';

import type { Generation } from './generations/generation.js';
import type { Projection } from './projection.js';

type Handler = (changes: unknown, read: ReadEvent) => void;

/** The events that a projection is to be given. */
export function subscriptionOf(projection: Projection): ReadonlySet<EventType> {
  return new Set(Object.keys(projection.when) as EventType[]);
}

/** Folds a batch and writes what it comes to into a generation, in the batch's transaction. */
export async function applyBatch(projection: Projection, generation: Generation, batch: ReadBatch): Promise<void> {
  const handlers = projection.when as Readonly<Record<DomainEvent['type'], Handler>>;
  const changes = projection.begin();
  for (const { events } of batch.slices) {
    for (const read of events) handlers[read.event.type](changes, read);
  }
  await projection.write(batch.transaction, generation, changes);
}
