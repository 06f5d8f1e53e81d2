import { setTimeout as delay } from 'node:timers/promises';

import type { OffsetRange } from './log-admin.js';
import type { LogListener, LogSlice, LogSource, LogSubscription } from './log-source.js';
import { LogUnreachableError } from './log.errors.js';

/** Far longer than a restart of a broker and a rebalance take. */
const SILENCE_LIMIT_MS = 60_000;

export interface ReadLogOptions {
  readonly source: LogSource;
  readonly topic: string;
  /** A consumer group that nobody else uses. */
  readonly group: string;
  /** What is read of each partition, as `LogAdmin.offsets` gives it. */
  readonly ranges: ReadonlyMap<number, OffsetRange>;
}

/**
 * Reads ranges of a topic once, partition after partition, each in order, and ends. One slice is under way at a time,
 * so it takes little memory however long the log is.
 *
 * @throws LogUnreachableError when nothing comes for a minute
 */
export async function* readLog(options: ReadLogOptions): AsyncGenerator<LogSlice, void, undefined> {
  const reading = new RangeReading(options.ranges);
  const subscription = await options.source.subscribe(options.topic, options.group, reading);
  try {
    reading.begin(subscription);
    for (let slice = await reading.next(); slice !== undefined; slice = await reading.next()) yield slice;
  } finally {
    reading.stop();
    await subscription.close();
  }
}

/** Where a partition is to be read from and up to. */
interface Rest {
  readonly partition: number;
  next: number;
  readonly end: number;
}

/** A slice that waits to be taken. */
interface Offer {
  readonly slice: LogSlice;
  readonly taken: () => void;
}

class RangeReading implements LogListener {
  private subscription: LogSubscription | undefined;
  private readonly rest: Rest[];
  private readonly offers: Offer[] = [];
  private arrival = Promise.withResolvers<undefined>();
  private lastTrouble: Error | undefined;

  constructor(ranges: ReadonlyMap<number, OffsetRange>) {
    this.rest = [...ranges]
      .filter(([, { low, end }]) => low < end)
      .map(([partition, { low, end }]) => ({ partition, next: low, end }));
  }

  begin(subscription: LogSubscription): void {
    this.subscription = subscription;
  }

  /** Lets go of what nobody will take any more. */
  stop(): void {
    this.rest.length = 0;
    for (const { taken } of this.offers.splice(0)) taken();
  }

  /** The next slice that holds something of the ranges; undefined at their end. */
  async next(): Promise<LogSlice | undefined> {
    while (this.offers.length === 0) {
      if (this.rest.length === 0) return undefined;
      await this.withinLimit(this.arrival.promise);
    }
    const offer = this.offers.shift();
    offer?.taken();
    return offer?.slice;
  }

  assigned(): Promise<ReadonlyMap<number, number>> {
    const [current] = this.rest;
    return Promise.resolve(current === undefined ? new Map() : new Map([[current.partition, current.next]]));
  }

  records(slice: LogSlice): Promise<void> {
    const [current] = this.rest;
    // A slice from before a rebalance, or past the range.
    if (current?.partition !== slice.partition || slice.end <= current.next) return Promise.resolve();
    const { next, end } = current;
    const records = slice.records.filter(({ offset }) => offset >= next && offset < end);
    current.next = Math.min(slice.end, end);
    if (current.next === end) this.goOn(current);
    return this.offer({ ...slice, records, end: current.next });
  }

  trouble(error: Error): void {
    this.lastTrouble = error;
  }

  private offer(slice: LogSlice): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.offers.push({
      slice,
      taken: () => {
        resolve(undefined);
      },
    });
    this.arrival.resolve(undefined);
    this.arrival = Promise.withResolvers();
    return promise;
  }

  private goOn(finished: Rest): void {
    this.rest.shift();
    this.subscription?.hold([finished.partition]);
    const [next] = this.rest;
    if (next !== undefined) this.subscription?.deliver(next.partition, next.next);
  }

  private async withinLimit(arrival: Promise<undefined>): Promise<void> {
    const patience = new AbortController();
    const limit = delay(SILENCE_LIMIT_MS, 'silence' as const, { signal: patience.signal }).catch(() => undefined);
    const winner = await Promise.race([arrival, limit]);
    patience.abort();
    if (winner === 'silence') {
      throw new LogUnreachableError('nothing was read for a minute', { cause: this.lastTrouble });
    }
  }
}
