import { setTimeout as delay } from 'node:timers/promises';

import { LogUnreachableError, NotAppendedError, UnknownOutcomeError, type OffsetRange } from '@app/messaging';

import type { WritableLog } from '../engines/with-log.js';
import type { PartitionImport } from './partition-import.js';
import { recordsAt } from './records-at.js';

const CONCURRENT_PARTITIONS = 6;
/** Longer than any request takes: records must not be given up one by one, in the middle of a chunk. */
const DEADLINE_MS = 600_000;
const QUEUE_LIMIT = 100_000;
const ASK_EVERY_MS = 500;
const UNREACHABLE_LIMIT_MS = 60_000;

/**
 * Writes partitions of a backup, some at a time. Nothing is ever sent twice on suspicion: the sink ends at the first
 * trouble, and it goes on once the log has told what of it was written.
 *
 * @param quietMs how long the log has to stay as it is before its answer counts
 */
export async function writePartitions(
  log: WritableLog,
  imports: readonly PartitionImport[],
  quietMs: number,
): Promise<void> {
  const unfinished = new Set(imports);
  for (;;) {
    const trouble = await writeUntilTrouble(log, unfinished);
    if (trouble === undefined) return;
    await settle(
      log,
      [...unfinished].filter((each) => each.isInDoubt),
      quietMs,
      trouble,
    );
  }
}

async function writeUntilTrouble(log: WritableLog, unfinished: Set<PartitionImport>): Promise<Error | undefined> {
  const sink = log.newSink({ deadlineMs: DEADLINE_MS, queueLimit: QUEUE_LIMIT, resend: false });
  const waiting = [...unfinished];
  const failures: unknown[] = [];
  const isStopped = (): boolean => failures.length > 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !isStopped(); next = waiting.shift()) {
      if (await next.write(sink, isStopped)) unfinished.delete(next);
    }
  };
  await Promise.all(
    Array.from({ length: CONCURRENT_PARTITIONS }, () => work().catch((error: unknown) => failures.push(error))),
  );
  await sink.close();
  const fatal = failures.find((error) => !isTrouble(error));
  if (fatal !== undefined) throw fatal as Error;
  return failures.find(isTrouble);
}

function isTrouble(error: unknown): error is NotAppendedError | UnknownOutcomeError {
  return error instanceof NotAppendedError || error instanceof UnknownOutcomeError;
}

async function settle(
  log: WritableLog,
  doubtful: readonly PartitionImport[],
  quietMs: number,
  cause: Error,
): Promise<void> {
  for (const topic of new Set(doubtful.map((each) => each.topic))) {
    const ranges = await quietRanges(log, topic, quietMs);
    const ofTopic = doubtful.filter((each) => each.topic === topic);
    const asked = ofTopic.map(({ partition }) => [partition, (ranges.get(partition)?.end ?? 0) - 1] as const);
    const last = await recordsAt(log, topic, new Map(asked.filter(([, offset]) => offset >= 0)));
    for (const each of ofTopic) {
      each.settle(ranges.get(each.partition) ?? { low: 0, end: 0 }, last.get(each.partition), cause);
    }
  }
}

/** A broker may still write what it was sent before the connection was lost. @throws LogUnreachableError */
async function quietRanges(
  { admin }: WritableLog,
  topic: string,
  quietMs: number,
): Promise<ReadonlyMap<number, OffsetRange>> {
  const since = { changed: performance.now(), answered: performance.now() };
  let before: ReadonlyMap<number, OffsetRange> | undefined;
  for (;;) {
    try {
      const ranges = await admin.offsets(topic);
      since.answered = performance.now();
      if (before === undefined || !isEqual(before, ranges)) since.changed = since.answered;
      before = ranges;
      if (since.answered - since.changed >= quietMs) return ranges;
    } catch (error) {
      const silence = performance.now() - since.answered;
      if (!(error instanceof LogUnreachableError) || silence > UNREACHABLE_LIMIT_MS) throw error;
      // Who comes back may begin with what it was sent before.
      before = undefined;
    }
    await delay(ASK_EVERY_MS);
  }
}

function isEqual(one: ReadonlyMap<number, OffsetRange>, other: ReadonlyMap<number, OffsetRange>): boolean {
  return one.size === other.size && [...one].every(([partition, { end }]) => other.get(partition)?.end === end);
}
