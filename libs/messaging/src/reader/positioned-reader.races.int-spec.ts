import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { receivedRecord, tableBench, type TableBench } from './reader.fixture.js';
import { ScriptedAdmin, ScriptedSource, sliceFrom } from './scripted-log.fixture.js';

// PostgreSQL is real; the log is scripted, as these are moments that a real one only has now and then.
describe('PositionedReader, moment by moment', () => {
  let bench: TableBench;
  let source: ScriptedSource;
  let admin: ScriptedAdmin;

  beforeEach(async () => {
    bench = await tableBench();
    source = new ScriptedSource();
    admin = new ScriptedAdmin();
  });
  afterEach(() => bench.close());

  const records = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => receivedRecord(`tx-${String(from + n)}`));
  const offsets = async (): Promise<readonly number[]> => (await bench.applied()).map((row) => row.offset);
  const untilApplied = (count: number): Promise<unknown> =>
    pollUntil(async () => (await offsets()).length === count, { what: `${String(count)} applied` });
  const started = async (before?: Parameters<TableBench['reader']>[1]) => {
    const reader = bench.reader({ source, admin }, before);
    await reader.start();
    return reader;
  };

  /** The next question for the log's ranges is answered when `give` is called, later ones at once. */
  const holdNextAnswer = () => {
    const asked = Promise.withResolvers<undefined>();
    const given = Promise.withResolvers<undefined>();
    admin.patience = () => {
      admin.patience = () => Promise.resolve();
      asked.resolve(undefined);
      return given.promise;
    };
    const give = (): void => {
      given.resolve(undefined);
    };
    return { asked: asked.promise, give };
  };

  it('given two assignments, when the earlier is answered last, then the later one counts', async () => {
    const reader = await started();
    const answer = holdNextAnswer();
    const earlier = source.listener.assigned([0, 1]);
    await answer.asked;

    const later = await source.listener.assigned([2]);
    answer.give();

    expect([...later.keys()]).toEqual([2]);
    expect([...(await earlier).keys()]).toEqual([]);
    expect([...reader.health().positions.keys()]).toEqual([2]);
    await source.listener.records(sliceFrom(0, records(0, 3), 2));
    await untilApplied(3);
  });

  it('given an answer to COMMIT that was lost, when nothing else is to be read, then the reader is well again', async () => {
    let commits = 0;
    const reader = await started(async ({ transaction }) => {
      commits += 1;
      if (commits > 1) return;
      // As seen from the reader: it failed. As seen from PostgreSQL: the position has moved.
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(transaction);
      await sql`COMMIT`.execute(transaction);
      await sql`SELECT pg_terminate_backend(${rows[0]?.pid})`.execute(bench.test.database);
    });
    admin.range = { low: 0, end: 3 };
    await source.listener.assigned([0]);
    await source.listener.records(sliceFrom(0, records(0, 3)));
    await pollUntil(() => source.delivered.length > 0, { what: 'delivery begins again' });

    expect(source.delivered).toEqual([{ partition: 0, offset: 2 }]);
    expect(reader.health()).toMatchObject({ state: 'running', positions: new Map([[0, 3]]) });
  });

  it('given a position, when the log delivers from its beginning again, then nothing is taken for applied', async () => {
    const reader = await started();
    const first = records(0, 3);
    await source.listener.assigned([0]);
    await source.listener.records(sliceFrom(0, first));
    await untilApplied(3);

    // kafkajs starts over by itself when its offset is out of range, as in a log that was made anew.
    admin.range = { low: 0, end: 9 };
    const another = records(100, 109);
    await source.listener.records(sliceFrom(0, another));
    await pollUntil(() => source.delivered.length > 0, { what: 'the record before the position is asked for' });
    await source.listener.records(sliceFrom(2, another.slice(2)));

    expect(reader.health()).toMatchObject({ state: 'stopped', error: { code: 'READER.LOG_MISMATCH' } });
    expect(await offsets()).toEqual([0, 1, 2]);
  });

  it('given offsets that were skipped, when they are skipped again, then they are not in the log and reading goes on', async () => {
    await started();
    await source.listener.assigned([0]);
    const later = sliceFrom(5, records(5, 8));

    await source.listener.records(later);
    await pollUntil(() => source.delivered.length > 0, { what: 'the partition is asked for once more' });
    expect(source.delivered).toEqual([{ partition: 0, offset: 0 }]);
    await source.listener.records(later);

    await untilApplied(3);
    expect(await offsets()).toEqual([5, 6, 7]);
  });

  it('given a reader at the end, when the log is emptied and nothing comes any more, then it stops all the same', async () => {
    const reader = await started();
    await source.listener.assigned([0]);

    admin.range = { low: 7, end: 7 };

    await pollUntil(() => reader.health().state === 'stopped', { what: 'the reader has stopped' });
    expect(reader.health().error?.message).toContain('the log begins at 7, after the position 0');
  });

  it('given a reader that is stopped, when an assignment is answered, then nothing is delivered', async () => {
    const reader = await started();
    const answer = holdNextAnswer();
    const assigned = source.listener.assigned([0]);
    await answer.asked;

    await reader.stop();
    answer.give();

    expect((await assigned).size).toBe(0);
    expect(reader.health().state).toBe('stopped');
  });
});
