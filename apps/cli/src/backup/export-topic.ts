import { readLog, type LogSlice } from '@app/messaging';

import type { Log } from '../engines/with-log.js';
import { lineOf } from './backup-line.js';
import type { TopicPlan } from './export-plan.js';
import type { Progress } from './progress.js';
import { disposableGroup } from './records-at.js';
import { segmentAt, writeSegment } from './segment.js';

export interface SegmentLimits {
  /** A segment ends with the slice in which it reaches one of them: that much an export that is killed does again. */
  readonly records: number;
  readonly bytes: number;
}

/** What was exported of one partition by this run. */
export interface ExportedPartition {
  /** The next offset to be exported. */
  next: number;
  records: number;
  /** Offsets without a record. */
  missing: number;
}

/** Writes what is planned of a topic, segment after segment. @returns by partition */
export async function exportTopic(
  { source }: Log,
  folder: string,
  { topic, ranges }: TopicPlan,
  limits: SegmentLimits,
  progress: Progress,
): Promise<ReadonlyMap<number, ExportedPartition>> {
  const exported = new Map(
    [...ranges].map(([partition, { low }]) => [partition, { next: low, records: 0, missing: 0 }]),
  );
  const slices = readLog({ source, topic, group: disposableGroup(), ranges });
  try {
    let slice = await nextSlice(slices);
    while (slice !== undefined) {
      const { partition } = slice;
      const state = exported.get(partition) ?? { next: 0, records: 0, missing: 0 };
      const lines = async function* (): AsyncGenerator<string, void, undefined> {
        const segment = { records: 0, bytes: 0 };
        while (slice?.partition === partition && segment.records < limits.records && segment.bytes < limits.bytes) {
          const text = slice.records.map((record) => `${lineOf(record)}\n`).join('');
          count(slice, state);
          progress.add(slice.records);
          segment.records += slice.records.length;
          segment.bytes += text.length;
          yield text;
          slice = await nextSlice(slices);
        }
      };
      await writeSegment(segmentAt(folder, topic, partition, state.next), lines);
    }
  } finally {
    await slices.return();
  }
  return exported;
}

/** The next slice that holds records. */
async function nextSlice(slices: AsyncGenerator<LogSlice, void, undefined>): Promise<LogSlice | undefined> {
  for (;;) {
    const next = await slices.next();
    if (next.done === true) return undefined;
    if (next.value.records.length > 0) return next.value;
  }
}

function count({ records }: LogSlice, state: ExportedPartition): void {
  for (const { offset } of records) {
    state.missing += offset - state.next;
    state.next = offset + 1;
  }
  state.records += records.length;
}
