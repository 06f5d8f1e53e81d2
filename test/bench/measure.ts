import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

import type { Database } from '@app/database';
import { sql } from 'kysely';

/** One figure of the report. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the project aims at, in words. */
  readonly target?: string;
  readonly reached?: boolean;
}

/** Resident memory of a process, MB; 0 where /proc is missing. */
export function residentMb(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
    return Math.round(Number(kilobytes ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** Resident memory of a process and its children, MB. */
export function treeMb(pid: number): number {
  try {
    const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim();
    const pids = children === '' ? [] : children.split(' ').map(Number);
    return residentMb(pid) + pids.reduce((sum, child) => sum + treeMb(child), 0);
  } catch {
    return 0;
  }
}

/** Looks every so many milliseconds while something goes on. @throws what a look throws, at once */
export async function looking<Result>(
  everyMs: number,
  look: () => Promise<void>,
  meanwhile: () => Promise<Result>,
): Promise<Result> {
  let isOver = false;
  const looks = async (): Promise<void> => {
    while (!isOver) {
      await look();
      await delay(everyMs);
    }
  };
  const work = meanwhile().finally(() => {
    isOver = true;
  });
  const [result] = await Promise.all([work, looks()]);
  return result;
}

/** Bytes that a folder takes on disk; files that are longer than what they hold (Kafka's indexes) count as what they hold. */
export function diskBytes(folder: string): number {
  return Number(execFileSync('du', ['-s', '--block-size=1', folder], { encoding: 'utf8' }).split('\t')[0]);
}

export interface ReadModelCount {
  readonly total: number;
  readonly open: number;
}

/** Rows of the status read model. */
export async function countTransactions(database: Database): Promise<ReadModelCount> {
  const { rows } = await sql<{ total: string; open: string }>`
    SELECT count(*) AS total, count(*) FILTER (WHERE status = 'PROCESSING') AS open FROM read.transactions`.execute(
    database,
  );
  return { total: Number(rows[0]?.total), open: Number(rows[0]?.open) };
}

/** Sum of a reader's positions over all partitions, by the reader's name pattern (SQL LIKE). */
export async function appliedOffsets(database: Database, reader: string): Promise<number> {
  const { rows } = await sql<{ applied: string | null }>`
    SELECT sum(next_offset) AS applied FROM log_positions WHERE reader LIKE ${reader}`.execute(database);
  return Number(rows[0]?.applied ?? 0);
}
