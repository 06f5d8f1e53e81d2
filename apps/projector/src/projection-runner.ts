import { setTimeout as delay } from 'node:timers/promises';

import { PositionedReader, readerProblem, type ReadBatch, type ReaderEngines } from '@app/messaging';
import { crashPoint } from '@app/platform';
import {
  followedGenerations,
  readerOf,
  readerOptionsOf,
  type FollowedGenerations,
  type Generation,
  type Projection,
} from '@app/projections';

import type { ProjectorMetrics } from './projector-metrics.js';

/** How soon a promotion or a rollback is noticed; the rebuild goes on following its generation for longer than this. */
const LOOK_EVERY_MS = 500;
const MAX_BACKOFF_MS = 5_000;

interface Followed {
  readonly generation: Generation;
  readonly reader: PositionedReader;
}

/**
 * Keeps a read model up to date: its promoted generation, and those kept for a promotion or a rollback. Waits for its
 * database rather than dying, and leaves a generation alone that other code has built.
 */
export class ProjectionRunner {
  private readonly stopping = new AbortController();
  private readonly followed = new Map<string, Followed>();
  private looking: Promise<void> = Promise.resolve();
  private holdUp: string | undefined = 'starting';

  constructor(
    readonly projection: Projection,
    private readonly reportingZone: string,
    private readonly engines: ReaderEngines,
    private readonly metrics: ProjectorMetrics,
  ) {}

  start(): void {
    this.looking = this.look();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
    await Promise.all([...this.followed.values()].map(({ reader }) => reader.stop()));
  }

  /** The next offset to apply, by generation, of each partition that this process owns. */
  positions(): ReadonlyMap<string, ReadonlyMap<number, number>> {
    return new Map([...this.followed].map(([name, { reader }]) => [name, reader.health().positions]));
  }

  /**
   * Why the read model cannot be relied on now.
   *
   * @param now milliseconds since 1970
   */
  async problem(maxLagMs: number, now: number): Promise<string | undefined> {
    if (this.holdUp !== undefined) return this.holdUp;
    const log = { admin: this.engines.admin, topic: this.projection.topic };
    for (const [name, { reader }] of this.followed) {
      const problem = await readerProblem(reader.health(), log, maxLagMs, now);
      if (problem !== undefined) return `${name}: ${problem}`;
    }
    return undefined;
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      const found = await this.find();
      failures = found === undefined ? failures + 1 : 0;
      if (found !== undefined) await this.follow(found.follow);
      const pause = Math.min(LOOK_EVERY_MS * 2 ** failures, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Undefined when the database is away: what is followed goes on being followed. */
  private async find(): Promise<FollowedGenerations | undefined> {
    try {
      const found = await followedGenerations(this.engines.database, this.projection, this.reportingZone);
      this.heldUpBy(found.heldUp);
      return found;
    } catch (error) {
      this.heldUpBy(`the database is not usable: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  private async follow(generations: readonly Generation[]): Promise<void> {
    const wanted = new Map(generations.map((generation) => [readerOf(generation), generation]));
    for (const [name, { reader }] of this.followed) {
      if (wanted.has(name)) continue;
      this.followed.delete(name);
      await reader.stop();
      this.engines.log.info({ event: 'projection.left', generation: name });
    }
    for (const [name, generation] of wanted) {
      if (this.followed.has(name)) continue;
      const reader = this.readerFor(name, generation);
      await reader.start();
      this.followed.set(name, { generation, reader });
      this.engines.log.info({ event: 'projection.following', generation: name });
    }
  }

  private readerFor(name: string, generation: Generation): PositionedReader {
    const options = readerOptionsOf(this.projection, generation);
    const apply = async (batch: ReadBatch): Promise<void> => {
      crashPoint('projector.after-poll');
      const applied = this.metrics.batchStarted(name, batch);
      await options.apply(batch);
      applied();
      crashPoint('projector.in-transaction');
    };
    return new PositionedReader({ ...options, apply }, this.engines);
  }

  /** Said once, not at every look. */
  private heldUpBy(reason: string | undefined): void {
    if (reason !== undefined && reason !== this.holdUp) {
      this.engines.log.warn({ event: 'projection.held_up', projection: this.projection.name, reason });
    }
    this.holdUp = reason;
  }
}
