import { setTimeout as delay } from 'node:timers/promises';

import type { Database } from '@app/database';
import type { LogAdmin, OffsetRange } from '@app/messaging';
import { liveGeneration, readerOf, type Generation } from '@app/projections';
import { sql } from 'kysely';

import type { Findings } from './findings.js';
import { readerPositions } from './reader-positions.js';

export const TOPIC = 'transactions';
export const PROJECTION = 'transaction-status';
/** The name under which the processor keeps its positions. */
const PROCESSOR = 'processor';
const ASK_EVERY_MS = 100;

export interface Patience {
  readonly withinMs: number;
  /** Also wait until every transaction has its outcome. */
  readonly settled: boolean;
}

/**
 * Waits until the log as it is now is processed, and what came of that is in the read model. What is still behind then is
 * a finding.
 */
export async function untilCaughtUp(
  database: Database,
  admin: LogAdmin,
  { withinMs, settled }: Patience,
  findings: Findings,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  const until = async (isReached: () => Promise<boolean>): Promise<void> => {
    while (!(await isReached()) && performance.now() < deadline) await delay(ASK_EVERY_MS);
  };
  const received = await admin.offsets(TOPIC);
  await until(async () => (await behind(database, PROCESSOR, received)).length === 0);
  if (settled) await until(async () => !(await isAnythingOpen(database)));
  const processed = await admin.offsets(TOPIC);
  await until(async () => (await behind(database, await statusReader(database), processed)).length === 0);

  const late = [
    ...(await behind(database, PROCESSOR, received)),
    ...(await behind(database, await statusReader(database), processed)),
  ];
  for (const { reader, partition, next, end } of late) {
    findings.add({ kind: 'not-caught-up', partition, offset: next, detail: `${reader} is at ${next} of ${end}` });
  }
}

interface Behind {
  readonly reader: string;
  readonly partition: number;
  readonly next: number;
  readonly end: number;
}

async function behind(
  database: Database,
  reader: string,
  ranges: ReadonlyMap<number, OffsetRange>,
): Promise<readonly Behind[]> {
  const positions = await readerPositions(database, reader, TOPIC);
  return [...ranges].flatMap(([partition, { end }]) => {
    const next = positions.get(partition)?.next ?? 0;
    return next < end ? [{ reader, partition, next, end }] : [];
  });
}

/** A projector makes the generation at its first start; before that nothing is applied under any name. */
async function statusReader(database: Database): Promise<string> {
  const generation = await liveGeneration(database, PROJECTION);
  return generation === undefined ? PROJECTION : readerOf(generation);
}

async function isAnythingOpen(database: Database): Promise<boolean> {
  const generation: Generation | undefined = await liveGeneration(database, PROJECTION);
  if (generation === undefined) return true;
  const { rows } = await sql`
    SELECT 1 FROM ${sql.table(`${generation.schema}.transactions`)} WHERE status = 'PROCESSING' LIMIT 1`.execute(
    database,
  );
  return rows.length > 0;
}
