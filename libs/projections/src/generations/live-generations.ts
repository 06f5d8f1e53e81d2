import { isUndefinedTable, type Database } from '@app/database';

import { QUERY_TIMEOUT_MS, within } from '../freshness/within.js';
import type { Generation } from './generation.js';
import { liveGeneration } from './live-generation.js';

/** How long a promotion may go unnoticed; the generation before it is still being followed then. */
const LIFETIME_MS = 1_000;

interface Known {
  readonly generation: Promise<Generation | undefined>;
  readonly until: number;
}

/** Nothing can be read: no projector has built the read model yet, or the database is not migrated. */
export class NoLiveGenerationError extends Error {
  readonly code = 'PROJECTION.NO_LIVE_GENERATION';

  constructor(projection: string, options?: ErrorOptions) {
    super(`${projection} has no live generation`, options);
    this.name = 'NoLiveGenerationError';
  }
}

/** Resolves the promoted generation once a request, and reads only that one. */
export class LiveGenerations {
  private readonly known = new Map<string, Known>();

  constructor(private readonly database: Database) {}

  /**
   * Runs a read on the live generation; once more if that was dropped meanwhile.
   *
   * @throws NoLiveGenerationError
   */
  async reading<Answer>(projection: string, read: (generation: Generation) => Promise<Answer>): Promise<Answer> {
    try {
      return await read(await this.resolve(projection));
    } catch (error) {
      if (!isUndefinedTable(error)) throw error;
      this.known.delete(projection);
      return read(await this.resolve(projection));
    }
  }

  private async resolve(projection: string): Promise<Generation> {
    let known = this.known.get(projection);
    if (known === undefined || known.until <= performance.now()) {
      const asked = liveGeneration(this.database, projection);
      known = {
        generation: within(asked, QUERY_TIMEOUT_MS, 'the database did not answer'),
        until: performance.now() + LIFETIME_MS,
      };
      this.known.set(projection, known);
    }
    try {
      const generation = await known.generation;
      if (generation !== undefined) return generation;
    } catch (cause) {
      if (this.known.get(projection) === known) this.known.delete(projection);
      if (!isUndefinedTable(cause)) throw cause;
      throw new NoLiveGenerationError(projection, { cause });
    }
    this.known.delete(projection);
    throw new NoLiveGenerationError(projection);
  }
}
