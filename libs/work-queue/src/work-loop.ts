import { setTimeout as delay } from 'node:timers/promises';

import type { Database } from '@app/database';

import { Failures } from './failures.js';
import { Gathered } from './gathered.js';
import type { WorkItem, WorkResult } from './work-item.js';
import type { WorkQueue } from './work-queue.js';

export interface WorkLoopOptions<Payload extends object> {
  readonly queue: WorkQueue<Payload>;
  /** The partitions whose items this process alone may take; asked before every claim. */
  readonly partitions: () => readonly number[];
  /** Items at work at one time. */
  readonly inFlight: number;
  /** Items in one call of `handle`. They end together, so it is 1 where each waits for something of its own. */
  readonly together: number;
  /** Longer than `handle` may take, or another process does the same work once more. */
  readonly leaseMs: number;
  /**
   * Does the work and says what became of each item; one that is not spoken of is free again when its lease ends.
   * Throwing puts all of them off for a moment. The signal aborts when the loop stops.
   */
  readonly handle: (items: readonly WorkItem<Payload>[], stopping: AbortSignal) => Promise<readonly WorkResult[]>;
}

export interface WorkLoopEngines {
  readonly database: Database;
  readonly log: { warn(fact: { readonly event: string; readonly [fact: string]: unknown }): void };
  /** From 0 up to 1; spreads retries. */
  readonly random?: () => number;
}

export interface WorkLoopHealth {
  readonly state: 'stopped' | 'running' | 'failing';
  /** Items at work now. */
  readonly inFlight: number;
  readonly error?: Error;
}

const SHORTEST_POLL_MS = 50;
const LONGEST_POLL_MS = 250;
/** Items that end one by one are replaced a few at a time: a claim for each would cost more than the work. */
const GATHER_ROOM_MS = 5;

/** Claims what is due and has it done, for as long as the process lives, whatever the database does. */
export class WorkLoop<Payload extends object> {
  private readonly atWork = new Set<Promise<void>>();
  private stopping = new AbortController();
  private running: Promise<void> | undefined;
  private inFlight = 0;
  private held: readonly number[] = [];
  private readonly claiming = new Failures();
  private readonly handling = new Failures();
  private readonly notes = new Gathered<WorkResult, undefined>((results) => this.note(results));

  constructor(
    private readonly options: WorkLoopOptions<Payload>,
    private readonly engines: WorkLoopEngines,
  ) {}

  start(): void {
    this.stopping = new AbortController();
    this.running ??= this.run();
  }

  /** Claims no more and resolves when what is at work has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.all(this.atWork);
    this.running = undefined;
  }

  health(): WorkLoopHealth {
    if (this.running === undefined || this.stopping.signal.aborted)
      return { state: 'stopped', inFlight: this.inFlight };
    const error = this.claiming.last ?? this.handling.last;
    if (error === undefined) return { state: 'running', inFlight: this.inFlight };
    return { state: 'failing', inFlight: this.inFlight, error };
  }

  private async run(): Promise<void> {
    let poll = SHORTEST_POLL_MS;
    while (!this.stopping.signal.aborted) {
      const room = this.options.inFlight - this.inFlight;
      if (room <= 0) {
        await Promise.race(this.atWork);
        await this.pause(GATHER_ROOM_MS);
        continue;
      }
      const claimed = await this.claim(room);
      if (claimed === undefined) {
        await this.pause(this.claiming.backoff(this.random()));
        continue;
      }
      for (let at = 0; at < claimed.length; at += this.options.together) {
        this.begin(claimed.slice(at, at + this.options.together));
      }
      if (claimed.length === room) continue;
      poll = claimed.length > 0 ? SHORTEST_POLL_MS : Math.min(poll * 2, LONGEST_POLL_MS);
      await this.pause(poll);
    }
  }

  /** Undefined when the database could not be asked. */
  private async claim(limit: number): Promise<readonly WorkItem<Payload>[] | undefined> {
    const { queue, leaseMs } = this.options;
    try {
      const partitions = this.options.partitions();
      await queue.endLeases(
        this.engines.database,
        partitions.filter((partition) => !this.held.includes(partition)),
      );
      this.held = partitions;
      const claimed = await queue.claimDue(this.engines.database, { partitions, limit, leaseMs });
      this.claiming.clear();
      return claimed;
    } catch (error) {
      this.claiming.add(error);
      this.engines.log.warn({ event: 'work.claim_failed', queue: queue.name, error });
      return undefined;
    }
  }

  private begin(items: readonly WorkItem<Payload>[]): void {
    this.inFlight += items.length;
    const work = this.handle(items).finally(() => {
      this.inFlight -= items.length;
      this.atWork.delete(work);
    });
    this.atWork.add(work);
  }

  /** Never rejects: what cannot be noted is claimed again when the lease ends. */
  private async handle(items: readonly WorkItem<Payload>[]): Promise<void> {
    try {
      const results = await this.options.handle(items, this.stopping.signal);
      await Promise.all(results.map((result) => this.notes.request(result)));
      this.handling.clear();
    } catch (error) {
      this.handling.add(error);
      this.engines.log.warn({ event: 'work.handle_failed', queue: this.options.queue.name, error });
      const delayMs = this.handling.backoff(this.random());
      const postponed = items.map(({ id }) => this.notes.request({ id, kind: 'later', delayMs, counted: false }));
      await Promise.allSettled(postponed);
    }
  }

  /** What became of items of several calls, in two statements. */
  private async note(results: readonly WorkResult[]): Promise<undefined[]> {
    const { queue } = this.options;
    const done = results.filter(({ kind }) => kind === 'done').map(({ id }) => id);
    await queue.remove(this.engines.database, done);
    const later = results.filter((result) => result.kind === 'later');
    await queue.postpone(this.engines.database, later);
    return results.map(() => undefined);
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private random(): number {
    return (this.engines.random ?? Math.random)();
  }
}
