import { setTimeout as delay } from 'node:timers/promises';

import type { Database, GenerationState } from '@app/database';
import type { Generation } from '@app/projections';

import { generationRows, sumOf, updateGeneration } from './generation-rows.js';
import { RebuildCancelledError } from './rebuild.errors.js';
import { RecentRate } from './recent-rate.js';
import { secondsLeft } from './seconds-left.js';

/** How often the generation's row says how far it is, and whether it was cancelled is asked. */
const NOTE_EVERY_MS = 500;

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly state: GenerationState;
  readonly events_done: number;
  readonly events_total: number;
  /** Lately; at the beginning as the last rebuild went, for a process that has just begun still joins its group. */
  readonly events_per_second: number;
  /** Until it is promoted, or waits to be; null before anything was read, the first time. */
  readonly eta_seconds: number | null;
}

export interface ProgressOptions {
  /** Events per second at most. */
  readonly throttle: number | undefined;
  readonly isInPlace: boolean;
  /** How many are made after the reading. */
  readonly indexes: number;
  /** Events per second, as the last rebuild read them. */
  readonly expectedRate: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RebuildProgress) => void;
}

/** Counts events, keeps to the throttle, tells whoever watches, and ends the rebuild when it is to end. */
export class Progress {
  private state: GenerationState = 'building';
  private total = 0;
  private before = 0;
  private done = 0;
  private began = performance.now();
  private recent: RecentRate;
  /** When events were counted, or the state changed, for the last time. */
  private moved = this.began;
  private noted = 0;

  constructor(
    private readonly database: Database,
    private readonly generation: Generation,
    private readonly options: ProgressOptions,
  ) {
    this.recent = new RecentRate(this.began, options.expectedRate);
  }

  get throttle(): number | undefined {
    return this.options.throttle;
  }

  get signal(): AbortSignal {
    return this.options.signal;
  }

  /** What is to be read, and how much of it is missing. */
  async expect(missing: number, until: ReadonlyMap<number, number>): Promise<void> {
    this.total = sumOf(until);
    if (this.done === 0) {
      this.before = this.total - missing;
      this.began = performance.now();
      this.recent = new RecentRate(this.began, this.options.expectedRate);
    }
    await this.note();
  }

  /** Counts applied events. @throws RebuildCancelledError, or the reason of the signal */
  async add(events: number): Promise<void> {
    this.done += events;
    this.moved = performance.now();
    this.recent.count(this.moved, this.done);
    if (this.throttle !== undefined) {
      const ahead = (1_000 * this.done) / this.throttle - (performance.now() - this.began);
      await this.pause(ahead);
    }
    await this.tick();
  }

  /** Looks whether the rebuild is to go on. To be called every now and then by whatever takes long. */
  async tick(): Promise<void> {
    this.options.signal.throwIfAborted();
    if (performance.now() - this.noted >= NOTE_EVERY_MS) await this.note();
    else this.options.onProgress(this.figures());
  }

  /** Goes on telling how long it takes while something is done that counts nothing. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.note();
    const telling = setInterval(() => {
      this.options.onProgress(this.figures());
    }, NOTE_EVERY_MS);
    return work().finally(() => {
      clearInterval(telling);
    });
  }

  /** Enters a state of the rebuild. */
  async enter(state: GenerationState): Promise<void> {
    this.state = state;
    this.moved = performance.now();
    await this.note();
  }

  figures(): RebuildProgress {
    const { state, total } = this;
    const { throttle, isInPlace, indexes } = this.options;
    const now = performance.now();
    const rate = this.rate();
    const done = Math.min(total, this.before + this.done);
    const secondsSince = (now - this.moved) / 1_000;
    const pace = { state, done, total, rate, isThrottled: throttle !== undefined, isInPlace, indexes, secondsSince };
    return {
      ...{ state, events_done: done, events_total: total, events_per_second: Math.round(rate) },
      eta_seconds: secondsLeft(pace),
    };
  }

  /** Events per second. What is throttled waits after it has counted. */
  private rate(): number {
    if (this.throttle === undefined) return this.recent.perSecond();
    return (1_000 * this.done) / Math.max(1, performance.now() - this.began);
  }

  private async pause(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= NOTE_EVERY_MS) {
      await delay(Math.min(left, NOTE_EVERY_MS));
      await this.tick();
    }
  }

  private async note(): Promise<void> {
    this.noted = performance.now();
    const figures = this.figures();
    const { events_done, events_total, events_per_second } = figures;
    await updateGeneration(this.database, this.generation, { events_done, events_total, events_per_second });
    this.options.onProgress(figures);
    const { projection, generation } = this.generation;
    const row = (await generationRows(this.database, projection)).find((it) => it.generation === generation);
    if (row === undefined) throw new RebuildCancelledError();
  }
}
