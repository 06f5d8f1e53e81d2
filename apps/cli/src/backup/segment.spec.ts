import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import type { LogRecord } from '@app/messaging';
import { afterAll, describe, expect, it } from '@jest/globals';

import { lineOf } from './backup-line.js';
import { readPartition } from './read-partition.js';
import { partitionFolder, segmentAt, segmentsOf, writeSegment, type Segment } from './segment.js';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-segment-'));
const TOPIC = 'transactions';

describe('segments', () => {
  const lineAt = (offset: number, partition = 0): string =>
    `${lineOf({ topic: TOPIC, partition, offset, timestamp: 0, key: null, value: Buffer.from('ü\u2028'.repeat(500)), headers: {} })}\n`;
  const lines = (from: number, to: number): readonly string[] =>
    Array.from({ length: to - from }, (_, at) => lineAt(from + at));
  const written = async (name: string, first: number, texts: readonly string[]): Promise<Segment> => {
    const segment = segmentAt(join(folder, name), TOPIC, 0, first);
    await writeSegment(segment, () => Readable.from(texts));
    return segment;
  };
  const read = async (name: string, to = 0): Promise<LogRecord[]> => {
    const all: LogRecord[] = [];
    const backup = { folder: join(folder, name), topic: TOPIC, partition: 0, range: { from: 0, to } };
    for await (const records of readPartition(backup)) all.push(...records);
    return all;
  };

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('given segments, when read, then all records come in order', async () => {
    await written('whole', 0, lines(0, 1_000));
    await written('whole', 1_000, lines(1_000, 1_500));
    const records = await read('whole', 1_500);
    expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 1_500 }, (_, offset) => offset));
    expect(records[1_499]?.value?.toString()).toBe('ü\u2028'.repeat(500));
  });

  it('given a segment whose writing fails, when looked for, then it is not there', async () => {
    const segment = segmentAt(join(folder, 'failed'), TOPIC, 0, 0);
    const gone = function* (): Generator<string> {
      yield lineAt(0);
      throw new Error('the log is gone');
    };
    await expect(writeSegment(segment, () => Readable.from(gone()))).rejects.toThrow('the log is gone');
    expect(readdirSync(partitionFolder(join(folder, 'failed'), TOPIC, 0))).toEqual([]);
    expect(await segmentsOf(join(folder, 'failed'), TOPIC, 0)).toEqual([]);
  });

  // Node ends a stream with an empty frame of 13 bytes more: without it nothing is missing.
  it.each<[string, (path: string) => void, string]>([
    [
      'cut',
      (path) => {
        writeFileSync(path, readFileSync(path).subarray(0, -20));
      },
      'is truncated or damaged',
    ],
    [
      'empty',
      (path) => {
        writeFileSync(path, '');
      },
      'is truncated or damaged',
    ],
    [
      'changed',
      (path) => {
        flipOneBit(path);
      },
      'is truncated or damaged',
    ],
    [
      'no zstd at all',
      (path) => {
        writeFileSync(path, 'oops');
      },
      'is truncated or damaged',
    ],
  ])('given a file that is %s, when read, then the error names it', async (what, damage, reason) => {
    const { path } = await written(what, 0, lines(0, 100));
    damage(path);
    await expect(read(what)).rejects.toThrow(`${path}: ${reason}`);
  });

  it.each<[string, readonly string[], string]>([
    ['no line', [], 'holds no record'],
    ['a line that is not JSON', [lineAt(0), 'oops\n'], 'line 2 is no record'],
    ['a record of another partition', [lineAt(0), lineAt(1, 4)], 'line 2 is no record: it is of partition 4'],
    ['records out of order', [lineAt(0), lineAt(2), lineAt(1)], 'line 3 is out of order'],
    ['a record twice', [lineAt(0), lineAt(0)], 'line 2 is out of order'],
    ['a last line without its end', [lineAt(0), lineAt(1).slice(0, -1)], 'its last line is cut short'],
  ])('given a segment with %s, when read, then the error names the file', async (what, texts, reason) => {
    const { path } = await written(what, 0, texts);
    await expect(read(what)).rejects.toThrow(`${path}: ${reason}`);
  });

  it.each([
    ['first', 0],
    ['middle', 10],
    ['last', 20],
  ])('given a %s segment that is missing, when read, then the error says so', async (which, first) => {
    const name = `missing-${which}`;
    for (const begin of [0, 10, 20]) await written(name, begin, lines(begin, begin + 10));
    rmSync(segmentAt(join(folder, name), TOPIC, 0, first).path);
    await expect(read(name, 30)).rejects.toThrow(/a segment( before it)? is missing/u);
  });

  it('given other files beside segments, when looked for, then only segments are found', async () => {
    const { path } = await written('others', 0, lines(0, 1));
    appendFileSync(`${path}.partial`, 'of a killed export');
    appendFileSync(join(partitionFolder(join(folder, 'others'), TOPIC, 0), 'README'), 'mine');
    expect((await segmentsOf(join(folder, 'others'), TOPIC, 0)).map((segment) => segment.path)).toEqual([path]);
  });
});

function flipOneBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 4;
  writeFileSync(path, bytes);
}
