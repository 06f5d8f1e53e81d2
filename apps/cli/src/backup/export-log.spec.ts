import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lockFolder } from '@app/embedded';
import type { LogRecord, OffsetRange } from '@app/messaging';
import { afterAll, describe, expect, it } from '@jest/globals';

import { exportLog, SEGMENT_LIMITS, type ExportReport } from './export-log.js';
import { logInMemory } from './log-in-memory.fixture.js';
import { Progress } from './progress.js';
import { readPartition } from './read-partition.js';

const root = mkdtempSync(join(tmpdir(), 'tidemark-export-'));
const TOPIC = 'transactions';

// What a Kafka of ours never has: a lost beginning, and offsets without a record.
describe('an export of a log with holes', () => {
  const recordAt = (offset: number): LogRecord => ({
    topic: TOPIC,
    partition: 0,
    offset,
    timestamp: 0,
    key: null,
    value: Buffer.from(`value ${offset}`),
    headers: {},
  });
  const exportOf = (folder: string, offsets: readonly number[], range: OffsetRange): Promise<ExportReport> =>
    exportLog(logInMemory(TOPIC, offsets.map(recordAt), range), {
      folder: join(root, folder),
      topics: [TOPIC],
      limits: SEGMENT_LIMITS,
      now: () => new Date(0),
      progress: new Progress(),
    });
  const offsetsIn = async (folder: string, range: { from: number; to: number }): Promise<number[]> => {
    const offsets: number[] = [];
    for await (const records of readPartition({ folder: join(root, folder), topic: TOPIC, partition: 0, range })) {
      offsets.push(...records.map(({ offset }) => offset));
    }
    return offsets;
  };

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('given a lost beginning and gaps, when exported, then all there is is there, and what is not is told', async () => {
    const { records, warnings } = await exportOf('holes', [5, 6, 9, 12], { low: 5, end: 13 });

    expect(records).toBe(4);
    expect(warnings).toEqual([
      'transactions partition 0 begins at offset 5: what was before is lost to the log',
      'transactions partition 0 has no record at 4 of its offsets',
    ]);
    expect(await offsetsIn('holes', { from: 5, to: 13 })).toEqual([5, 6, 9, 12]);
  });

  it('given a gap where an export goes on, when read, then it is not taken for a missing segment', async () => {
    await exportOf('later', [0, 1], { low: 0, end: 2 });
    await exportOf('later', [0, 1, 4, 5], { low: 0, end: 6 });

    expect(readdirSync(join(root, 'later', TOPIC, '00'))).toEqual([
      '00000000000000000000.ndjson.zst',
      '00000000000000000002.ndjson.zst',
    ]);
    expect(await offsetsIn('later', { from: 0, to: 6 })).toEqual([0, 1, 4, 5]);
  });

  it('given a log that has lost what was exported last, when exported again, then nothing is proven and it is refused', async () => {
    await exportOf('lost', [0, 1], { low: 0, end: 2 });
    const before = readFileSync(join(root, 'lost', 'manifest.json'), 'utf8');

    await expect(exportOf('lost', [7], { low: 7, end: 8 })).rejects.toThrow(
      'transactions partition 0 holds the offsets from 7 up to 8, but the backup ends with offset 1',
    );
    expect(readFileSync(join(root, 'lost', 'manifest.json'), 'utf8')).toBe(before);
  });

  it('given an empty log, when exported, then the backup is empty and sound', async () => {
    expect(await exportOf('empty', [], { low: 0, end: 0 })).toMatchObject({ records: 0, warnings: [] });
    expect(JSON.parse(readFileSync(join(root, 'empty', 'manifest.json'), 'utf8'))).toEqual({
      format: 1,
      cluster_id: 'in-memory',
      created_at: '1970-01-01T00:00:00.000Z',
      finished_at: '1970-01-01T00:00:00.000Z',
      topics: [{ topic: TOPIC, partitions: [{ from: 0, to: 0 }] }],
    });
  });

  it('given an export that runs, when another is begun, then it is refused and disturbs nothing', async () => {
    await exportOf('busy', [0, 1], { low: 0, end: 2 });
    const lock = lockFolder(join(root, 'busy'));

    await expect(exportOf('busy', [0, 1, 2], { low: 0, end: 3 })).rejects.toMatchObject({ code: 'BACKUP.IN_USE' });
    expect(await offsetsIn('busy', { from: 0, to: 2 })).toEqual([0, 1]);
    lock.release();
  });

  it.each([JSON.stringify({ pid: 2 ** 31 - 2, started: '' }), JSON.stringify({ pid: process.pid, started: '' }), ''])(
    'given an export that was killed, when its lock %p is no more than that, then the next one goes on',
    async (left) => {
      const folder = `killed-${left.length}`;
      await exportOf(folder, [0], { low: 0, end: 1 });
      writeFileSync(join(root, folder, 'lock'), left);

      expect((await exportOf(folder, [0, 1], { low: 0, end: 2 })).records).toBe(1);
      expect(readdirSync(join(root, folder)).sort()).toEqual(['manifest.json', TOPIC]);
    },
  );
});
