import { beforeEach, describe, expect, it } from '@jest/globals';

import { NO_WISHES, type Consistency } from './consistency.js';
import { FreshReads, type FreshRead, type Snapshot } from './fresh-reads.js';
import { LogFrontier, type Ends } from './log-frontier.js';
import { PositionWatch } from './position-watch.js';

const PLACE = { reader: 'status_g1', topic: 'transactions' as const, partition: 3 };

class ScriptedFrontier extends LogFrontier {
  questions = 0;
  answer: () => Promise<Ends> = () => Promise.resolve(new Map([[PLACE.partition, 10]]));

  partitionOf(): number {
    return PLACE.partition;
  }

  ends(): Promise<Ends> {
    this.questions += 1;
    return this.answer();
  }
}

describe('FreshReads', () => {
  let frontier: ScriptedFrontier;
  let position: number;
  let row: string | undefined;
  let parked: boolean;
  let onLook: () => void;

  beforeEach(() => {
    frontier = new ScriptedFrontier();
    [position, row, parked] = [10, undefined, false];
    onLook = () => undefined;
  });

  function read(consistency: Consistency = NO_WISHES): Promise<FreshRead<string>> {
    const watch = new PositionWatch(() => {
      onLook();
      return Promise.resolve(new Map([[PLACE.partition, position]]));
    });
    const find = (): Promise<Snapshot<string>> => Promise.resolve({ found: row, position, parked });
    return new FreshReads(frontier, watch).read(PLACE, consistency, find);
  }

  const atLeast = (next: number, waitSeconds?: number): Consistency => ({
    token: { topic: 'transactions', next: new Map([[PLACE.partition, next]]) },
    waitSeconds,
    strict: false,
  });

  it('given a row, when read, then it is shown and the log is not asked', async () => {
    row = 'here';

    expect(await read()).toMatchObject({ kind: 'found', found: 'here', provisional: false });
    expect(frontier.questions).toBe(0);
  });

  it('given no row and a reader at the end, when read, then it is absent', async () => {
    expect(await read()).toEqual({ kind: 'absent', position: { topic: 'transactions', next: new Map([[3, 10]]) } });
    expect(frontier.questions).toBe(1);
  });

  it('given no row and a reader behind, when the row comes meanwhile, then it is shown', async () => {
    position = 9;
    onLook = () => {
      [position, row] = [10, 'just applied'];
    };

    expect(await read()).toMatchObject({ kind: 'found', found: 'just applied' });
  });

  it('given no row and a reader behind, when it comes to the end without one, then it is absent', async () => {
    position = 9;
    onLook = () => {
      position = 10;
    };

    expect(await read()).toMatchObject({ kind: 'absent' });
  });

  it('given no row and a reader that stands still behind, when read, then it is not caught up', async () => {
    position = 9;

    expect(await read()).toMatchObject({ kind: 'not-caught-up', reason: 'the read model is behind the log' });
  });

  it('given no row and a parked key, when read, then it is not caught up, at the end or not', async () => {
    parked = true;

    expect(await read()).toMatchObject({ kind: 'not-caught-up' });
  });

  it('given no row and a log out of reach, when read, then it is not caught up', async () => {
    frontier.answer = () => Promise.reject(new Error('no broker'));

    expect(await read()).toMatchObject({ kind: 'not-caught-up', reason: 'the log cannot be reached' });
  });

  it('given a partition without a leader, when read, then it is not caught up', async () => {
    frontier.answer = () => Promise.resolve(new Map());

    expect(await read()).toMatchObject({ kind: 'not-caught-up' });
  });

  it('given a token past the position, when it is reached in time, then the newer row is shown', async () => {
    row = 'old';
    onLook = () => {
      [position, row] = [12, 'new'];
    };

    expect(await read(atLeast(12, 5))).toMatchObject({ kind: 'found', found: 'new', provisional: false });
  });

  it.each([undefined, 0])(
    'given a token past the position, when a wait of %s is over, then the row is provisional',
    async (wait) => {
      row = 'old';

      expect(await read(atLeast(12, wait))).toMatchObject({ kind: 'found', found: 'old', provisional: true });
    },
  );

  it('given a token whose write is parked, when read, then the row is provisional', async () => {
    [row, parked] = ['old', true];

    expect(await read(atLeast(10, 0))).toMatchObject({ kind: 'found', provisional: true });
  });

  it('given a token past the end of the log and no row, when read, then that is no absence', async () => {
    expect(await read(atLeast(11, 0))).toMatchObject({ kind: 'not-caught-up' });
  });

  it('given a database that fails, when read, then the error is thrown', async () => {
    const reads = new FreshReads(frontier, new PositionWatch(() => Promise.resolve(new Map())));

    await expect(reads.read(PLACE, NO_WISHES, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});
