import { setTimeout as delay } from 'node:timers/promises';

import { PositionedReader, readerProblem, type ReaderEngines } from '@app/messaging';
import { crashPoint } from '@app/platform';
import {
  applyBatch,
  ensureGeneration,
  readerOf,
  subscriptionOf,
  type Generation,
  type Projection,
} from '@app/projections';

import type { ProjectorMetrics } from './projector-metrics.js';

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/**
 * Keeps one read model up to date. Waits for its database rather than dying, and leaves a generation alone that other
 * code has built.
 */
export class ProjectionRunner {
  private readonly stopping = new AbortController();
  private booting: Promise<void> = Promise.resolve();
  private reader: PositionedReader | undefined;
  private holdUp = 'starting';

  constructor(
    readonly projection: Projection,
    private readonly engines: ReaderEngines,
    private readonly metrics: ProjectorMetrics,
  ) {}

  start(): void {
    this.booting = this.boot();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.booting;
    await this.reader?.stop();
  }

  /** The next offset to apply, of each partition that this process owns. */
  positions(): ReadonlyMap<number, number> {
    return this.reader?.health().positions ?? new Map();
  }

  /**
   * Why the read model cannot be relied on now.
   *
   * @param now milliseconds since 1970
   */
  async problem(maxLagMs: number, now: number): Promise<string | undefined> {
    if (this.reader === undefined) return this.holdUp;
    const log = { admin: this.engines.admin, topic: this.projection.topic };
    return readerProblem(this.reader.health(), log, maxLagMs, now);
  }

  private async boot(): Promise<void> {
    for (let attempt = 0; !this.stopping.signal.aborted; attempt += 1) {
      const generation = await this.findGeneration();
      if (generation !== undefined) {
        await this.follow(generation);
        return;
      }
      const longest = Math.min(FIRST_BACKOFF_MS * 2 ** attempt, MAX_BACKOFF_MS);
      await delay(longest * (0.5 + Math.random() / 2), undefined, { signal: this.stopping.signal }).catch(
        () => undefined,
      );
    }
  }

  private async findGeneration(): Promise<Generation | undefined> {
    const { name } = this.projection;
    try {
      const check = await ensureGeneration(this.engines.database, this.projection);
      if (check.state === 'current') return check.generation;
      this.heldUpBy(`needs_rebuild: ${check.reason}; run: tidemark rebuild ${name}`);
    } catch (error) {
      this.heldUpBy(`the database is not usable: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }

  private async follow(generation: Generation): Promise<void> {
    const { projection } = this;
    const reader = new PositionedReader(
      {
        reader: readerOf(generation),
        group: `tidemark.${projection.name}`,
        topic: projection.topic,
        subscription: subscriptionOf(projection),
        apply: async (batch) => {
          crashPoint('projector.after-poll');
          const applied = this.metrics.batchStarted(projection.name, batch);
          await applyBatch(projection, generation.schema, batch);
          applied();
          crashPoint('projector.in-transaction');
        },
      },
      this.engines,
    );
    await reader.start();
    this.reader = reader;
    this.engines.log.info({ event: 'projection.following', projection: projection.name, schema: generation.schema });
  }

  /** Said once, not at every attempt. */
  private heldUpBy(reason: string): void {
    if (reason !== this.holdUp) {
      this.engines.log.warn({ event: 'projection.held_up', projection: this.projection.name, reason });
    }
    this.holdUp = reason;
  }
}
