import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';

import type { LogRecord } from '@app/messaging';

import { recordOf } from './backup-line.js';
import { DamagedBackupError } from './backup.errors.js';

/** A file of consecutive records of one partition; it is there whole or not at all. */
export interface Segment {
  readonly path: string;
  readonly topic: string;
  readonly partition: number;
  /** Where its range of offsets begins: where that of the segment before it ended. */
  readonly first: number;
}

const NAME = /^(?<first>\d{20})\.ndjson\.zst$/u;
const PARTIAL = '.partial';
/** Lines are read and handed on in blocks of about this many bytes. */
const BLOCK_BYTES = 262_144;

export function segmentAt(folder: string, topic: string, partition: number, first: number): Segment {
  const name = `${String(first).padStart(20, '0')}.ndjson.zst`;
  return { path: join(partitionFolder(folder, topic, partition), name), topic, partition, first };
}

/** Where the segments of a partition are. */
export function partitionFolder(folder: string, topic: string, partition: number): string {
  return join(folder, topic, String(partition).padStart(2, '0'));
}

/** The segments of a partition, in order. */
export async function segmentsOf(folder: string, topic: string, partition: number): Promise<readonly Segment[]> {
  const path = partitionFolder(folder, topic, partition);
  const names = existsSync(path) ? await readdir(path) : [];
  return names
    .flatMap((name) => NAME.exec(name)?.groups?.['first'] ?? [])
    .map((first) => segmentAt(folder, topic, partition, Number(first)))
    .sort((one, other) => one.first - other.first);
}

/** Writes a segment under another name and renames it once the disk has it; what a killed export left is written over. */
export async function writeSegment({ path }: Segment, lines: () => AsyncIterable<string>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  try {
    await pipeline(lines, compress, createWriteStream(path + PARTIAL, { flush: true }));
  } catch (error) {
    await rm(path + PARTIAL, { force: true });
    throw error;
  }
  await rename(path + PARTIAL, path);
}

/** The records of a segment, in blocks. @throws DamagedBackupError that names the file */
export async function* readSegment(segment: Segment): AsyncGenerator<readonly LogRecord[], void, undefined> {
  const { path } = segment;
  let next = segment.first;
  let lineNumber = 0;
  for await (const lines of linesOf(path)) {
    const records = lines.map((line) => {
      lineNumber += 1;
      const record = recordIn(segment, line, lineNumber);
      if (record.offset < next) throw new DamagedBackupError(path, `line ${lineNumber} is out of order`);
      next = record.offset + 1;
      return record;
    });
    yield records;
  }
  if (lineNumber === 0) throw new DamagedBackupError(path, 'holds no record');
}

/** Not by node:readline: to it, characters that JSON leaves as they are (U+2028) end a line. */
async function* linesOf(path: string): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const bytes of decompressed(path)) {
      const lines = (rest + decoder.write(bytes)).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
  } catch (cause) {
    if (!isOfZlib(cause)) throw cause;
    throw new DamagedBackupError(path, `is truncated or damaged (${cause.message})`, { cause });
  }
  if (rest !== '') throw new DamagedBackupError(path, 'its last line is cut short');
}

async function* decompressed(path: string): AsyncGenerator<Buffer, void, undefined> {
  const decompress = createZstdDecompress({ chunkSize: BLOCK_BYTES });
  const read = pipeline(createReadStream(path), decompress);
  // It fails also when nobody wants the rest.
  read.catch(() => undefined);
  for await (const bytes of decompress) yield bytes as Buffer;
  // A missing end shows only after all that there was has been read.
  await read;
}

function recordIn({ path, topic, partition }: Segment, line: string, lineNumber: number): LogRecord {
  try {
    const record = recordOf(topic, line);
    if (record.partition !== partition) throw new SyntaxError(`it is of partition ${record.partition}`);
    return record;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DamagedBackupError(path, `line ${lineNumber} is no record: ${cause.message}`, { cause });
  }
}

/** Not by instanceof: under jest they come from another realm. */
function isOfZlib(error: unknown): error is Error {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && /^(?:Z_|ZSTD_)/u.test(String(error.code));
}
