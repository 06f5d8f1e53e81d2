import { setTimeout as delay } from 'node:timers/promises';

import type { Database, GenerationState } from '@app/database';
import type { Generation } from '@app/projections';

import { generationRows, sumOf, updateGeneration } from './generation-rows.js';
import { RebuildCancelledError } from './rebuild.errors.js';
import { secondsLeft } from './seconds-left.js';

/** How often the generation's row says how far it is, and whether it was cancelled is asked. */
const NOTE_EVERY_MS = 500;
/** The rate is that of the last so many milliseconds, at least. */
const RATE_OVER_MS = 3_000;
/** And of so much of the time since it began, so that a short stall of the disk is not taken for the pace of an hour. */
const RATE_OVER_SHARE = 1 / 3;

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly state: GenerationState;
  readonly events_done: number;
  readonly events_total: number;
  /** Lately: a process that has just begun still joins its group and compiles its code. */
  readonly events_per_second: number;
  /** Until it is promoted, or waits to be; null before anything was read. */
  readonly eta_seconds: number | null;
}

export interface ProgressOptions {
  /** Events per second at most. */
  readonly throttle: number | undefined;
  readonly isInPlace: boolean;
  /** How many are made after the reading. */
  readonly indexes: number;
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
  /** When events were last counted. */
  private counted = this.began;
  /** When that, or the state, changed for the last time. */
  private moved = this.began;
  private noted = 0;
  /** How much was done when, as far back as the rate goes. */
  private readonly counts: { readonly at: number; readonly done: number }[] = [];

  constructor(
    private readonly database: Database,
    private readonly generation: Generation,
    private readonly options: ProgressOptions,
  ) {}

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
      this.counted = this.began;
    }
    await this.note();
  }

  /** Counts applied events. @throws RebuildCancelledError, or the reason of the signal */
  async add(events: number): Promise<void> {
    this.done += events;
    this.counted = performance.now();
    this.moved = this.counted;
    this.counts.push({ at: this.counted, done: this.done });
    const lately = Math.max(RATE_OVER_MS, RATE_OVER_SHARE * (this.counted - this.began));
    while ((this.counts[1]?.at ?? Infinity) < this.counted - lately) this.counts.shift();
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

  /** Events per second. What is throttled waits after it has counted, and one count says nothing of a pace. */
  private rate(): number {
    const [first] = this.counts;
    if (first === undefined) return 0;
    const since = this.throttle === undefined && this.counts.length > 1 ? first : { at: this.began, done: 0 };
    const until = this.throttle === undefined ? this.counted : performance.now();
    return (1_000 * (this.done - since.done)) / Math.max(1, until - since.at);
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
