import type { DatabaseTransaction } from '@app/database';
import { applyLongestPrefix, decodeRecord, type LogRecord, type ReadEvent } from '@app/messaging';
import { applyBatch, subscriptionOf, type Generation, type Projection } from '@app/projections';

import type { ReaderPlace } from './stored-readers.js';

/** As many as a reader applies together. */
const BATCH_EVENTS = 2_000;

/** A record that cannot be applied. */
export interface Refused {
  readonly partition: number;
  readonly offset: number;
  readonly why: string;
}

/** Applies the log to the tables of a generation by the projection's own code, without what a reader has parked. */
export class LogReplay {
  private events: ReadEvent[] = [];
  private refusals: Refused[] = [];
  private readonly subscription;

  /** @param careful when PostgreSQL refuses an event go on without it; otherwise end with its error */
  constructor(
    private readonly transaction: DatabaseTransaction,
    private readonly projection: Projection,
    private readonly generation: Generation,
    private readonly careful: boolean,
  ) {
    this.subscription = subscriptionOf(projection);
  }

  /** Records of one partition in their order, then those of another. */
  async add(record: LogRecord, { parkedOffsets }: ReaderPlace): Promise<void> {
    const { partition, offset } = record;
    if (parkedOffsets.has(offset)) return;
    const { read, poison } = decodeRecord(record, this.subscription);
    if (poison !== undefined) this.refusals.push({ partition, offset, why: poison.message });
    if (read === undefined) return;
    if (this.events.length === BATCH_EVENTS || this.events[0]?.partition !== partition) await this.applyEvents();
    this.events.push(read);
  }

  /** @returns what could not be applied */
  async finish(): Promise<readonly Refused[]> {
    await this.applyEvents();
    return this.refusals;
  }

  private async applyEvents(): Promise<void> {
    const { events } = this;
    this.events = [];
    if (events.length === 0) return;
    if (this.careful) await this.applyWhatCanBe(events);
    else await this.apply(events);
    this.forgetErased(events);
  }

  private async applyWhatCanBe(events: readonly ReadEvent[]): Promise<void> {
    for (let rest = events; rest.length > 0;) {
      const { length, error } = await applyLongestPrefix(this.transaction, rest, (part) => this.apply(part));
      const refused = rest[length];
      if (refused === undefined || error === undefined) return;
      const { partition, offset } = refused;
      this.refusals.push({ partition, offset, why: error.message });
      rest = rest.slice(length + 1);
    }
  }

  private apply(events: readonly ReadEvent[]): Promise<void> {
    const { topic } = this.projection;
    const slices = [{ partition: events[0]?.partition ?? 0, events, live: false }];
    return applyBatch(this.projection, this.generation, { topic, slices, transaction: this.transaction });
  }

  /** What a deletion makes void leaves the parking as well: that it could not be applied is no fault. */
  private forgetErased(events: readonly ReadEvent[]): void {
    const eraser = events.findLast(({ event }) => event.type === 'TransactionsDeleted.v1');
    if (eraser === undefined) return;
    this.refusals = this.refusals.filter(
      ({ partition, offset }) => partition !== eraser.partition || offset > eraser.offset,
    );
  }
}
