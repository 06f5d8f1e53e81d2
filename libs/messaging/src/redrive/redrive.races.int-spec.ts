import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { BatchApplier } from '../reader/batch-applier.js';
import { decodeSlice } from '../reader/entry.js';
import { PositionStore } from '../reader/position-store.js';
import type { ReadBatch } from '../reader/read-batch.js';
import { receivedRecord, specReader, writeApplied } from '../reader/reader.fixture.js';
import { ScriptedSource, sliceFrom } from '../reader/scripted-log.fixture.js';
import { RedriveBench } from './redrive.fixture.js';
import { redriveKey } from './redrive-key.js';

const good = (id: string) => receivedRecord(id);
const isOf = ({ slices }: ReadBatch, id: string): boolean =>
  slices.some(({ events }) => events.some(({ event }) => event.subject === id));

// PostgreSQL is real, the log is scripted.
describe('redrive beside everything else', () => {
  let bench: RedriveBench;

  beforeEach(async () => {
    bench = await RedriveBench.create();
  });
  afterEach(() => bench.close());

  it('given new events of the key all the while, when redriven again and again, then order is kept and none is stranded', async () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    let isSick = false;
    const options = specReader(async (batch) => {
      if (isSick && isOf(batch, 'tx-1')) await sql`SELECT 'sick'::int`.execute(batch.transaction);
      await writeApplied(batch);
    });
    const applier = new BatchApplier(options, bench.database);
    await new PositionStore('spec', 'transactions').place(bench.database, new Map([[0, 0]]));
    const redrive = async (): Promise<string | undefined> => {
      const [request] = await bench.ask('tx-1');
      if (request === undefined) throw new Error('nothing was asked for');
      const result = await bench.database.transaction().execute((it) => redriveKey(it, options, request, true));
      return result?.state;
    };
    const states = new Set<string | undefined>();
    let end = 0;
    let reading = true;
    const read = async (): Promise<void> => {
      for (let batch = 0; batch < 400; batch += 1) {
        isSick = random() < 0.4;
        const ids = Array.from({ length: 1 + Math.floor(random() * 6) }, () => (random() < 0.6 ? 'tx-1' : 'tx-2'));
        const slice = sliceFrom(end, ids.map(good));
        await applier.apply([decodeSlice(slice, end, options.subscription)], new Map());
        end = slice.end;
      }
      reading = false;
    };
    const redriving = async (): Promise<void> => {
      while (reading) states.add(await redrive());
    };
    await Promise.all([read(), redriving(), redriving()]);
    isSick = false;
    states.add(await redrive());

    const order = await Promise.all(['tx-1', 'tx-2'].map((id) => bench.appliedOf(id)));
    expect({ seed, order }).toEqual({ seed, order: order.map((offsets) => offsets.toSorted((a, b) => a - b)) });
    expect(order.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: end }, (_, offset) => offset));
    expect(await bench.parked()).toEqual([]);
    expect(await bench.position()).toEqual({ next: end, parked: 0 });
    expect([...states].sort()).toEqual(['nothing_parked', 'redriven', 'still_parked']);
  });

  it('given two processes that both take the partition for theirs, when redriven, then each request is done once', async () => {
    const ids = Array.from({ length: 200 }, (_, n) => `tx-${String(n)}`);
    await bench.refuse(...ids.map((_, offset) => offset));
    await bench.reader();
    await bench.deliver(ids.map(good));
    await bench.reader(undefined, {}, new ScriptedSource());
    await bench.cure();

    const results = await bench.redrive(...ids);

    expect(new Set(results.map(({ state, applied }) => `${state} ${String(applied)}`))).toEqual(
      new Set(['redriven 1']),
    );
    const offsets = (await bench.table.applied()).map(({ offset }) => offset);
    expect(offsets.sort((a, b) => a - b)).toEqual(ids.map((_, offset) => offset));
    expect(await bench.position()).toEqual({ next: 200, parked: 0 });
  });

  it.each(['before', 'in'])(
    'given a connection that breaks %s the COMMIT, when it is tried again, then all is applied once',
    async (moment) => {
      let redrives = 0;
      await bench.refuse(0);
      await bench.reader(async (batch) => {
        if (!isOf(batch, 'tx-1') || (await isRefusing(bench))) return;
        redrives += 1;
        if (redrives > 1) return;
        const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(batch.transaction);
        await writeApplied(batch);
        if (moment === 'in') await endAsRedriven(batch);
        await sql`SELECT pg_terminate_backend(${rows[0]?.pid})`.execute(bench.database);
      });
      await bench.deliver([good('tx-1'), good('tx-1'), good('tx-2')]);
      await bench.cure();

      const requests = await bench.ask('tx-1');
      await pollUntil(() => redrives > 0, { what: 'a first try' });
      await bench.finished(requests);
      await pollUntil(async () => (await bench.appliedOf('tx-1')).length > 0, { what: 'it is applied' });
      await bench.deliver([good('tx-1')]);

      expect(await bench.appliedOf('tx-1')).toEqual([0, 1, 3]);
      expect(await bench.parked()).toEqual([]);
      expect(redrives).toBe(moment === 'in' ? 2 : 3);
    },
  );
});

/** What a redrive writes last, with its COMMIT: as seen from the reader, the answer is lost. */
async function endAsRedriven({ transaction }: ReadBatch): Promise<void> {
  await sql`DELETE FROM parked_records`.execute(transaction);
  await sql`UPDATE log_positions SET parked = 0`.execute(transaction);
  await sql`UPDATE redrives SET state = 'redriven', finished_at = now()`.execute(transaction);
  await sql`COMMIT`.execute(transaction);
}

async function isRefusing(bench: RedriveBench): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_constraint WHERE conname = 'sound'`.execute(bench.database);
  return rows.length > 0;
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
