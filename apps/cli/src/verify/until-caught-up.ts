import { setTimeout as delay } from 'node:timers/promises';

import type { Topic } from '@app/contracts';
import type { Database } from '@app/database';
import type { LogAdmin, OffsetRange } from '@app/messaging';
import { liveGeneration, readerOf, type Projection } from '@app/projections';
import { sql } from 'kysely';

import type { Findings } from './findings.js';
import { liveModels } from './live-models.js';
import { readerPositions } from './stored-readers.js';

export const TOPIC = 'transactions';
/** The name under which the processor keeps its positions. */
export const PROCESSOR = 'processor';
export const STATUS = 'transaction-status';
export const SUMMARIES = 'summaries';
const ASK_EVERY_MS = 100;

export interface Patience {
  readonly withinMs: number;
  /** Also wait until every transaction has its outcome. */
  readonly settled: boolean;
  readonly projections: readonly Projection[];
}

type Ends = ReadonlyMap<Topic, ReadonlyMap<number, OffsetRange>>;

/**
 * Waits until the log as it is now is processed, and what came of that is in the read models. What is still behind then is
 * a finding; a read model that is not there, or not of this code, is found elsewhere.
 */
export async function untilCaughtUp(
  database: Database,
  admin: LogAdmin,
  { withinMs, settled, projections }: Patience,
  findings: Findings,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  const until = async (isReached: () => Promise<boolean>): Promise<void> => {
    while (!(await isReached()) && performance.now() < deadline) await delay(ASK_EVERY_MS);
  };
  const processor = { reader: PROCESSOR, topic: TOPIC } as const;
  const received: Ends = new Map([[TOPIC, await admin.offsets(TOPIC)]]);
  await until(async () => (await behind(database, processor, received)).length === 0);
  if (settled) await until(() => isAllSettled(database, received));

  const processed = await endsOf(admin, projections);
  const lateModels = async (): Promise<readonly Behind[]> => {
    const { models } = await liveModels(database, projections);
    const late: Behind[] = [];
    for (const { projection, generation } of models) {
      late.push(...(await behind(database, { reader: readerOf(generation), topic: projection.topic }, processed)));
    }
    return late;
  };
  await until(async () => (await areAllThere(database, projections)) && (await lateModels()).length === 0);

  for (const { reader, partition, next, end } of [
    ...(await behind(database, processor, received)),
    ...(await lateModels()),
  ]) {
    findings.add({ kind: 'not-caught-up', partition, offset: next, detail: `${reader} is at ${next} of ${end}` });
  }
}

async function endsOf(admin: LogAdmin, projections: readonly Projection[]): Promise<Ends> {
  const ends = new Map<Topic, ReadonlyMap<number, OffsetRange>>();
  for (const topic of new Set(projections.map((it) => it.topic))) ends.set(topic, await admin.offsets(topic));
  return ends;
}

interface Behind {
  readonly reader: string;
  readonly partition: number;
  readonly next: number;
  readonly end: number;
}

async function behind(
  database: Database,
  { reader, topic }: { readonly reader: string; readonly topic: Topic },
  ends: Ends,
): Promise<readonly Behind[]> {
  const positions = await readerPositions(database, reader, topic);
  return [...(ends.get(topic) ?? [])].flatMap(([partition, { end }]) => {
    const next = positions.get(partition)?.next ?? 0;
    return next < end ? [{ reader, partition, next, end }] : [];
  });
}

/** A projector makes the first generation at its first start. */
async function areAllThere(database: Database, projections: readonly Projection[]): Promise<boolean> {
  const { leftOut } = await liveModels(database, projections);
  return !leftOut.some(({ kind }) => kind === 'no-read-model');
}

/** A read model that has not seen a post yet knows of nothing open; so it must have, first. */
async function isAllSettled(database: Database, received: Ends): Promise<boolean> {
  const generation = await liveGeneration(database, STATUS);
  if (generation === undefined) return false;
  if ((await behind(database, { reader: readerOf(generation), topic: TOPIC }, received)).length > 0) return false;
  const { rows } = await sql`
    SELECT 1 FROM ${sql.table(`${generation.schema}.transactions`)} WHERE status = 'PROCESSING' LIMIT 1`.execute(
    database,
  );
  return rows.length === 0;
}
