import { setTimeout as delay } from 'node:timers/promises';

/** Below what a person notices; one query serves all who wait. */
const POLL_MS = 20;

/** A partition as one reader applies it. */
export interface ReaderPlace {
  readonly reader: string;
  readonly partition: number;
}

interface Waiter extends ReaderPlace {
  readonly offset: number;
  settle(reached: boolean): void;
}

/** Positions of a reader in its topic, by partition. */
export type LoadPositions = (reader: string) => Promise<ReadonlyMap<number, number>>;

/** Waits until readers have applied what requests want to see. However many wait, the positions are read once a turn. */
export class PositionWatch {
  private readonly waiters = new Set<Waiter>();
  private polling = false;
  private closed = false;

  constructor(private readonly load: LoadPositions) {}

  /** Whether the reader came to `offset` before `deadline` (of performance.now()). */
  until(place: ReaderPlace, offset: number, deadline: number): Promise<boolean> {
    const left = deadline - performance.now();
    if (this.closed || left <= 0) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter: Waiter = {
      ...place,
      offset,
      settle: (reached) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(reached);
      },
    };
    const timer = setTimeout(() => {
      waiter.settle(false);
    }, left);
    this.waiters.add(waiter);
    void this.poll();
    return promise;
  }

  /** Lets go of everybody, so that the process can end. */
  close(): void {
    this.closed = true;
    for (const waiter of this.waiters) waiter.settle(false);
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    while (this.waiters.size > 0) {
      const readers = new Set([...this.waiters].map(({ reader }) => reader));
      await Promise.all([...readers].map((reader) => this.look(reader)));
      await delay(POLL_MS);
    }
    this.polling = false;
  }

  private async look(reader: string): Promise<void> {
    try {
      const positions = await this.load(reader);
      for (const waiter of this.waiters) {
        const position = waiter.reader === reader ? positions.get(waiter.partition) : undefined;
        if (position !== undefined && position >= waiter.offset) waiter.settle(true);
      }
    } catch {
      // The database is away: the next turn may find it, and the read itself will say so.
    }
  }
}
