import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import type { HistoryLine } from './history.js';
import { HistoryWriter } from './history-writer.js';
import { readHistory } from './read-history.js';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-history-'));
const RUN = { prefix: 'run', seed: 1, url: 'http://127.0.0.1:3000/', started_at: '2026-03-29T01:30:00Z' };
const ATTEMPT = { transactionId: 'run-0', result: 'accepted', status: 202, ms: 1.234, body: '{"amount":"1"}' } as const;

async function linesOf(path: string): Promise<readonly HistoryLine[]> {
  const lines: HistoryLine[] = [];
  for await (const line of readHistory(path)) lines.push(line);
  return lines;
}

function written(name: string): string {
  const path = join(folder, name);
  const writer = new HistoryWriter(path, RUN);
  writer.add(ATTEMPT);
  writer.close();
  return path;
}

describe('history', () => {
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('given a run, when its history is read, then it holds the run, every attempt and the end', async () => {
    expect(await linesOf(written('whole'))).toEqual([
      { run: RUN },
      { transaction_id: 'run-0', result: 'accepted', status: 202, ms: 1.23, body: { amount: '1' } },
      { end: { attempts: 1 } },
    ]);
  });

  it('given a sender that was killed while it wrote, when the history is read, then what is whole is there', async () => {
    const path = join(folder, 'cut');
    writeFileSync(path, readFileSync(written('whole-2'), 'utf8').slice(0, -5));
    expect(await linesOf(path)).toHaveLength(2);
  });

  it('given a line in the middle that is not JSON, when read, then the error names the file and the line', async () => {
    const path = written('broken');
    appendFileSync(path, 'oops\n{}\n');
    await expect(linesOf(path)).rejects.toThrow(`${path}: line 4 is not JSON`);
  });

  it('given an empty file, when read, then it is no history', async () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '');
    await expect(linesOf(path)).rejects.toThrow('is no history');
  });

  it('given a history that is there, when another run is to be written to it, then it is refused', () => {
    const path = written('kept');
    expect(() => new HistoryWriter(path, RUN)).toThrow('EEXIST');
  });
});
