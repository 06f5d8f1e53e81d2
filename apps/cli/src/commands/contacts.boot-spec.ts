import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { childEnvironment } from '../start/start.config.js';
import { runCli, type CliRun } from './cli.fixture.js';

// Real: the database, files, the built command line as a child.
describe('tidemark contacts', () => {
  let test: TestDatabase;
  let env: NodeJS.ProcessEnv;
  let folder: string;
  const tidemark = (...args: readonly string[]): Promise<CliRun> => runCli(['contacts', ...args], env);
  const listed = async (...args: readonly string[]): Promise<unknown> =>
    (await tidemark('list', '--json', ...args)).json;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
    env = childEnvironment({ DATABASE_URL: test.url });
    folder = mkdtempSync(join(tmpdir(), 'tidemark-contacts-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await test.drop();
  });

  it('given a contact, when set, changed, listed and removed, then each says what it did', async () => {
    expect((await tidemark('set', '12345', 'email', 'a@example.org')).stdout).toBe('12345 email added\n');
    expect((await tidemark('set', '12345', 'email', 'a@example.org')).stdout).toBe('12345 email was so already\n');
    expect((await tidemark('set', '12345', 'email', 'b@example.org')).stdout).toBe('12345 email changed\n');
    expect((await tidemark('set', '12345', 'telegram', '-100123')).exitCode).toBe(0);
    expect(await listed('--user', '12345')).toEqual({
      items: [
        { user_id: '12345', channel: 'email', address: 'b@example.org', changed_at: expect.any(String) as unknown },
        { user_id: '12345', channel: 'telegram', address: '-100123', changed_at: expect.any(String) as unknown },
      ],
      more: false,
    });
    expect((await tidemark('list', '--limit', '1')).stdout).toMatch(
      /^user_id .*\n12345 +email +b@example\.org .*\nand more/u,
    );
    expect((await tidemark('remove', '12345', 'email')).stdout).toBe('1 removed\n');
    expect((await tidemark('remove', '12345')).stdout).toBe('1 removed\n');
    expect(await listed('--user', '12345')).toEqual({ items: [], more: false });
  });

  it.each([
    ['set', 'a b', 'email', 'a@example.org'],
    ['set', '7', 'pigeon', 'coop 7'],
    ['set', '7', 'sms', ''],
    ['set', '7', 'sms', 'x'.repeat(65)],
    ['set', '7', 'email', 'a@b.c\nBcc: d@e.f'],
    ['remove', '7', 'pigeon'],
    ['import', 'contacts.txt'],
  ])(
    'given %s %s %s, when run, then the command line is wrong and nothing has changed',
    async (...args) => {
      expect(await tidemark(...args)).toMatchObject({ exitCode: 2, stdout: '' });
      expect(await listed()).toEqual({ items: [], more: false });
    },
    30_000,
  );

  it('given a file, when imported dry, then for good, then again, then it says what is new each time', async () => {
    const path = join(folder, 'contacts.csv');
    writeFileSync(path, 'user_id,channel,address\n7,sms,+49301\n7,email,a@example.org\n');
    const dry = await tidemark('import', path, '--dry-run', '--json');
    expect(dry.json).toEqual({ contacts: 2, added: 2, changed: 0, dry_run: true });
    expect(await listed()).toEqual({ items: [], more: false });
    expect((await tidemark('import', path)).stdout).toBe('2 contacts read: 2 added, 0 changed\n');
    expect((await tidemark('import', path)).stdout).toBe('2 contacts read: 0 added, 0 changed\n');
  });

  it('given a file with a wrong line, or none, when imported, then it is named', async () => {
    const path = join(folder, 'wrong.ndjson');
    writeFileSync(path, '{"user_id":"8","channel":"sms","address":"1"}\n{"user_id":"8","channel":"sms"}\n');
    const { exitCode, stdout, stderr } = await tidemark('import', path);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`${path}: line 2: address must be a string that is not empty; nothing was imported\n`);
    expect(await listed('--user', '8')).toEqual({ items: [], more: false });
    const missing = await tidemark('import', join(folder, 'missing.csv'));
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toMatch(/^ENOENT.*missing\.csv'\n$/u);
  });
});
