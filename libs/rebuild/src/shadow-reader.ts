import { setTimeout as delay } from 'node:timers/promises';

import { PositionedReader, type ReaderEngines } from '@app/messaging';
import { readerOptionsOf, type Generation, type Projection } from '@app/projections';

import { eventsBehind, positionsOf, sumOf } from './generation-rows.js';

const LOOK_EVERY_MS = 100;
/** What is caught up with while the live generation is held. */
const CLOSE_EVENTS = 1_000;

/**
 * Follows the log with a generation in the making, but never overtakes the live one before both were compared: at one
 * moment they are to stand at the same positions.
 */
export class ShadowReader {
  private readonly reader: PositionedReader;

  constructor(
    projection: Projection,
    private readonly generation: Generation,
    private readonly engines: ReaderEngines,
  ) {
    this.reader = new PositionedReader(readerOptionsOf(projection, generation), engines);
  }

  async start(): Promise<void> {
    this.reader.holdAt(new Map());
    await this.reader.start();
  }

  stop(): Promise<void> {
    return this.reader.stop();
  }

  /** Why it does not get on; undefined while it does. */
  get trouble(): Error | undefined {
    return this.reader.health().error;
  }

  /** Applies up to where the live generation is, again and again, until it is close to it and gets on. */
  async comeCloseTo(live: Generation, tick: () => Promise<void>): Promise<void> {
    for (let last: number | undefined; ;) {
      const target = await positionsOf(this.engines.database, live);
      this.holdAt(target);
      const positions = await positionsOf(this.engines.database, this.generation);
      const behind = eventsBehind(positions, target);
      // While it joins its group, nobody needs to be held for it.
      if (behind === 0 || (behind <= CLOSE_EVENTS && last !== undefined && sumOf(positions) > last)) return;
      last = sumOf(positions);
      await tick();
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Applies nothing at or past these offsets. */
  holdAt(offsets: ReadonlyMap<number, number>): void {
    this.reader.holdAt(offsets);
  }

  /** From now on it follows the log's end. */
  letGo(): void {
    this.reader.holdAt(undefined);
  }
}
