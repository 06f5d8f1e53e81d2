import type { ReaderOptions } from '@app/messaging';

import { applyBatch, subscriptionOf } from './apply-batch.js';
import { readerOf, type Generation } from './generations/generation.js';
import type { Projection } from './projection.js';

/**
 * How a generation reads the log. Whoever follows it does so in one consumer group: a rebuild hands its partitions over to
 * the projectors by leaving.
 */
export function readerOptionsOf(projection: Projection, generation: Generation): ReaderOptions {
  const reader = readerOf(generation);
  return {
    reader,
    group: `tidemark.${reader}`,
    topic: projection.topic,
    subscription: subscriptionOf(projection),
    apply: (batch) => applyBatch(projection, generation, batch),
  };
}
