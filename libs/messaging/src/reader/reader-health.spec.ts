import { describe, expect, it } from '@jest/globals';

import type { OwnedPartition } from './owned-partition.js';
import { healthOf, readerProblem, type ReaderHealth } from './reader-health.js';
import { ScriptedAdmin } from './scripted-log.fixture.js';

const NOW = 1_774_747_800_000;
const WELL = { client: undefined, apply: undefined };

describe('healthOf', () => {
  const owned = (failures: number): ReadonlyMap<number, OwnedPartition> =>
    new Map([[3, { cursor: 9, applied: 7, liveFrom: 0, proof: undefined, failures, held: false, gapTo: undefined }]]);
  const client = new Error('no broker');
  const apply = new Error('no database');

  it.each([
    ['nothing assigned yet', 'starting', owned(0), WELL, { state: 'starting' }],
    ['partitions that are read', 'assigned', owned(0), WELL, { state: 'running' }],
    ['a client in trouble', 'assigned', owned(0), { client, apply: undefined }, { state: 'retrying', error: client }],
    ['a batch that fails', 'assigned', owned(1), { client: undefined, apply }, { state: 'retrying', error: apply }],
    ['a batch that failed and went through', 'assigned', owned(0), { client: undefined, apply }, { state: 'running' }],
    [
      'trouble before the first assignment',
      'starting',
      owned(0),
      { client, apply: undefined },
      { state: 'retrying', error: client },
    ],
    ['a loud stop', 'stopped', owned(1), { client, apply }, { state: 'stopped', error: apply }],
  ] as const)('given %s, when asked, then it says so', (_what, state, partitions, troubles, expected) => {
    const health = healthOf(state, partitions, troubles);

    expect(health).toEqual({ ...expected, positions: new Map([[3, 7]]) });
  });
});

describe('readerProblem', () => {
  const problem = (health: ReaderHealth, due: readonly (readonly [number, number])[]): Promise<string | undefined> => {
    const admin = new ScriptedAdmin();
    admin.due = new Map(due);
    return readerProblem(health, { admin, topic: 'transactions' }, 5_000, NOW);
  };
  const running: ReaderHealth = {
    state: 'running',
    positions: new Map([
      [0, 10],
      [1, 20],
    ]),
  };

  it('given every record older than the limit applied, when judged, then there is no problem', async () => {
    expect(
      await problem(running, [
        [0, 10],
        [1, 5],
      ]),
    ).toBeUndefined();
  });

  it('given a record older than the limit that is not applied, when judged, then its partition is named', async () => {
    expect(
      await problem(running, [
        [0, 11],
        [1, 20],
      ]),
    ).toBe('records older than 5000 ms are not applied in partitions 0');
  });

  it('given partitions of others that lag, when judged, then that is not this reader', async () => {
    expect(await problem(running, [[7, 1_000]])).toBeUndefined();
  });

  it.each([
    [{ state: 'stopped', error: new Error('another log'), positions: new Map() }, 'stopped: another log'],
    [{ state: 'retrying', error: new Error('no database'), positions: new Map() }, 'retrying: no database'],
    [{ state: 'starting', positions: new Map() }, 'starting'],
  ] as const)('given a reader that does not run, when judged, then that is the problem', async (health, expected) => {
    expect(await problem(health, [])).toBe(expected);
  });
});
