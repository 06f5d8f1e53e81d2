import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const BIN = 'apps/cli/bin/tidemark.js';

describe('npx tidemark', () => {
  let root = '';
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const tidemark = (...args: readonly string[]): unknown => {
    const env = { ORDER: 'from the shell' };
    return JSON.parse(execFileSync(process.execPath, [join(root, BIN), ...args], { env, cwd: tmpdir() }).toString());
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tidemark-bin-'));
    write('package.json', '{"type":"module"}');
    write(BIN, '');
    cpSync(BIN, join(root, BIN));
    write(
      'dist/apps/cli/src/main.js',
      'const { argv, env: { ZONE, ORDER } } = process; console.log(JSON.stringify([argv.slice(2), ZONE ?? "", ORDER]));',
    );
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('given no .env, when run, then it has its arguments and the settings of the shell', () => {
    expect(tidemark('rebuild', 'summaries')).toEqual([['rebuild', 'summaries'], '', 'from the shell']);
  });

  it('given a .env, when run in any folder, then its settings count as they do for npm start; those of the shell first', () => {
    write('.env', 'ZONE=Asia/Tehran\nORDER=from the file\n');

    expect(tidemark('verify')).toEqual([['verify'], 'Asia/Tehran', 'from the shell']);
  });
});
