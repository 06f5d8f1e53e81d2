import { newEventId, type Topic } from '@app/contracts';
import { ALL_PARTITIONS, bulkRead, type ReadBatch, type ReadSlice } from '@app/messaging';
import {
  applyBatch,
  createGeneration,
  generationOf,
  lockGenerations,
  PROJECTIONS,
  readerOf,
  subscriptionOf,
  type Generation,
} from '@app/projections';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { compareTables, type Comparison } from './compare/compare-tables.js';
import { RebuildStack } from './rebuild.fixture.js';
import { sampleLog, samplePost } from './sample-log.fixture.js';
import { sampleNotifications, sampleRequest } from './sample-notifications.fixture.js';

const ZONE = 'Asia/Tehran';

/** What each topic is filled with, and another record of a key that it holds, or of one that it does not. */
const SAMPLES = {
  transactions: { log: () => sampleLog(600), again: () => samplePost(1), more: () => samplePost(1, 'tx-2') },
  notifications: {
    log: () => sampleNotifications(400),
    again: () => sampleRequest(1),
    more: () => sampleRequest(1, newEventId()),
  },
} satisfies Record<Topic, object>;

describe.each(PROJECTIONS.map((projection) => [projection.name, projection] as const))('%s', (_name, projection) => {
  let stack: RebuildStack;

  beforeAll(async () => {
    stack = await RebuildStack.start();
    // The live one reads along, so that its batches are small and cut anywhere.
    stack.follow(projection, ZONE);
    const sample = SAMPLES[projection.topic];
    const log = sample.log();
    for (let at = 0; at < log.length; at += 150) await stack.append(log.slice(at, at + 150));
    // Parked in every generation, and what comes later of the key behind it.
    await stack.appendPoison(sample.again());
    await stack.append([sample.again(), sample.more()]);
    await stack.untilApplied(projection, 1);
  });
  afterAll(() => stack.close());

  it('given a log with everything in it, when rebuilt, then both are equal, the new one is promoted and parks the same', async () => {
    const outcome = await stack.rebuild(projection, { reportingZone: ZONE });

    expect(outcome).toMatchObject({ state: 'promoted', generation: 2, refused: undefined, resumed: false });
    expect(differences(outcome.comparison)).toEqual([]);
    expect(outcome.comparison?.tables.map(({ rows }) => rows.live > 0)).not.toContain(false);
    expect(await parked(2)).toEqual(await parked(1));
    expect((await parked(2)).length).toBeGreaterThan(1);
  });

  it.each([1, 3, 64, 100_000])(
    'given the same log, when applied %i events at a time, then the tables are the same',
    async (events) => {
      const built = await buildInBatchesOf(events);
      const comparison = await stack.engines.database
        .transaction()
        .execute((transaction) =>
          compareTables(transaction, generationOf(projection.name, 1, ZONE).schema, built.schema),
        );

      expect(differences(comparison)).toEqual([]);
      expect(comparison.equal).toBe(true);
    },
    30_000,
  );

  async function buildInBatchesOf(events: number): Promise<Generation> {
    const { engines } = stack;
    const generation = await engines.database.transaction().execute(async (transaction) => {
      await lockGenerations(transaction, projection.name);
      return createGeneration(transaction, projection, {
        ...{ reportingZone: ZONE, as: 'shadow', promote: 'manual', built: true },
      });
    });
    const until = new Map(
      [...(await engines.admin.offsets(projection.topic))].map(([partition, { end }]) => [partition, end]),
    );
    const reader = readerOf(generation);
    await bulkRead(
      {
        ...{ reader, group: reader, topic: projection.topic, subscription: subscriptionOf(projection) },
        ...{ batchEntries: 100_000, batchBytes: 100_000_000 },
        until: new Map(ALL_PARTITIONS.map((partition) => [partition, until.get(partition) ?? 0])),
        apply: async (batch) => {
          for (const slice of piecesOf(batch, events)) {
            await applyBatch(projection, generation, { ...batch, slices: [slice] });
          }
        },
        applied: () => undefined,
      },
      { ...engines, database: engines.writing },
    );
    return generation;
  }

  async function parked(generation: number): Promise<readonly unknown[]> {
    const { rows } = await sql`
      SELECT partition, "offset", key, value, error_class FROM parked_records
      WHERE reader = ${readerOf({ projection: projection.name, generation })}
      ORDER BY partition, "offset"`.execute(stack.test.database);
    return rows;
  }
});

function piecesOf({ slices }: ReadBatch, events: number): readonly ReadSlice[] {
  return slices.flatMap((slice) =>
    Array.from({ length: Math.ceil(slice.events.length / events) }, (_, piece) => ({
      ...slice,
      events: slice.events.slice(piece * events, (piece + 1) * events),
    })),
  );
}

function differences(comparison: Comparison | undefined): readonly unknown[] {
  return (comparison?.tables ?? []).filter(({ differing, columns_changed: columns }) => differing + columns.length > 0);
}
