import { setTimeout as delay } from 'node:timers/promises';

import type { Database } from '@app/database';
import { askForRedrives, redriveResults, type RedriveRequest, type RedriveResult } from '@app/messaging';
import type { DeadLetter } from '@app/projections';

import { operatorName } from '../operator-name.js';

/** A process that runs looks for requests every second. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 200;
/** Requests that are written at one time. */
const AT_ONCE = 500;

/** A key and what has come of it; `requested` when nobody has done it. */
export interface RedrivenKey extends RedriveResult {
  readonly request: RedriveRequest;
}

export interface RedriveOptions {
  /** Keys per second at most. */
  readonly rate: number | undefined;
  readonly onProgress: (done: number) => void;
}

/** Asks the owners of dead letters to redrive them, and waits until they have, or do not seem to run. */
export class RedriveRun {
  private readonly open = new Map<string, RedriveRequest>();
  private readonly done: RedrivenKey[] = [];
  /** When each reader was last seen to do something, or was first asked; milliseconds of `performance.now()`. */
  private readonly seen = new Map<string, number>();
  private asked = 0;

  constructor(
    private readonly database: Database,
    private readonly letters: readonly DeadLetter[],
    private readonly options: RedriveOptions,
  ) {}

  async run(): Promise<readonly RedrivenKey[]> {
    const began = performance.now();
    while (this.asked < this.letters.length || this.open.size > 0) {
      await this.ask(this.due(performance.now() - began));
      await delay(LOOK_EVERY_MS);
      await this.look();
      this.options.onProgress(this.done.length);
    }
    return this.done;
  }

  /** How many may be asked for now. */
  private due(elapsedMs: number): number {
    const { rate } = this.options;
    if (rate === undefined) return AT_ONCE;
    return Math.min(AT_ONCE, Math.floor((elapsedMs / 1_000) * rate) + 1 - this.asked);
  }

  private async ask(count: number): Promise<void> {
    const letters = this.letters.slice(this.asked, this.asked + Math.max(count, 0));
    if (letters.length === 0) return;
    this.asked += letters.length;
    const places = letters.map(({ reader, topic, partition, key, offset }) => ({
      reader,
      topic,
      partition,
      key,
      offset: key === null ? offset : null,
    }));
    for (const request of await askForRedrives(this.database, operatorName(), places)) {
      this.open.set(request.id, request);
      if (!this.seen.has(request.reader)) this.seen.set(request.reader, performance.now());
    }
  }

  private async look(): Promise<void> {
    const now = performance.now();
    const results = [...(await redriveResults(this.database, [...this.open.keys()]))];
    for (const [id, result] of results) if (result.state !== 'requested') this.finish(id, result, now);
    for (const [id, result] of results) {
      const reader = this.open.get(id)?.reader;
      if (reader !== undefined && now - (this.seen.get(reader) ?? now) > PATIENCE_MS) this.finish(id, result);
    }
  }

  /** @param seenAt when its reader did it; left out where it has not */
  private finish(id: string, result: RedriveResult, seenAt?: number): void {
    const request = this.open.get(id);
    if (request === undefined) return;
    this.open.delete(id);
    this.done.push({ request, ...result });
    if (seenAt !== undefined) this.seen.set(request.reader, seenAt);
  }
}
