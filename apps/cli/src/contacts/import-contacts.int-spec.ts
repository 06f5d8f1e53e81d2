import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import type { ContactFormat } from './contact-line.js';
import { listContacts, removeContacts, setContacts } from './contact-table.js';
import { importContacts, type ImportedContacts } from './import-contacts.js';

// Real: the database and files.
describe('importing contacts', () => {
  let test: TestDatabase;
  let folder: string;
  const imported = (
    text: string | Buffer,
    format: ContactFormat = 'csv',
    dryRun = false,
  ): Promise<ImportedContacts> => {
    const path = join(folder, `contacts.${format}`);
    writeFileSync(path, text);
    return importContacts(test.database, { path, format, dryRun, onProgress: () => undefined });
  };
  const stored = async (): Promise<readonly (readonly string[])[]> => {
    const contacts = await listContacts(test.database, { user: undefined, limit: 1_000 });
    return contacts.map((it) => [it.user_id, it.channel, it.address]);
  };

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
    folder = mkdtempSync(join(tmpdir(), 'tidemark-contacts-'));
  });
  beforeEach(() => sql`TRUNCATE contacts`.execute(test.database));
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await test.drop();
  });

  it('given CSV as a spreadsheet writes it, when imported, then every row is there; again, nothing changes', async () => {
    const csv =
      '\uFEFFname,address,user_id,channel\r\n"Doe, J",+49 30 1,7,sms\r\n\r\nX,"https://e.org/?a=1,2",7,webhook\r\nY,a@e.org,8,email';
    expect(await imported(csv)).toEqual({ contacts: 3, added: 3, changed: 0 });
    expect(await stored()).toEqual([
      ['7', 'sms', '+49 30 1'],
      ['7', 'webhook', 'https://e.org/?a=1,2'],
      ['8', 'email', 'a@e.org'],
    ]);
    expect(await imported(csv)).toEqual({ contacts: 3, added: 0, changed: 0 });
  });

  it('given NDJSON, when imported, then what differs is changed and the rest stays', async () => {
    await setContacts(test.database, [
      { user_id: '7', channel: 'sms', address: 'old' },
      { user_id: '9', channel: 'sms', address: 'kept' },
    ]);
    const lines = [
      { user_id: 7, channel: 'sms', address: 'new' },
      { user_id: '7', channel: 'email', address: 'a\u2028@e.org', colour: 'green' },
    ];
    expect(await imported(lines.map((line) => JSON.stringify(line)).join('\n'), 'ndjson')).toEqual({
      contacts: 2,
      added: 1,
      changed: 1,
    });
    expect(await stored()).toEqual([
      ['7', 'email', 'a\u2028@e.org'],
      ['7', 'sms', 'new'],
      ['9', 'sms', 'kept'],
    ]);
  });

  it('given two lines for one user and channel, when imported, then the later one counts', async () => {
    expect(await imported('user_id,channel,address\n7,sms,1\n7,sms,2\n')).toMatchObject({ contacts: 2, added: 1 });
    expect(await stored()).toEqual([['7', 'sms', '2']]);
  });

  it('given a dry run, when done, then it says what would change and nothing has', async () => {
    expect(await imported('user_id,channel,address\n7,sms,1\n', 'csv', true)).toMatchObject({ added: 1 });
    expect(await stored()).toEqual([]);
  });

  it.each([
    ['csv', 'user,channel,address\n', 'line 1: names no column user_id'],
    ['csv', 'user_id,channel,address\n7,pigeon,1\n', 'line 2: channel "pigeon" is none of'],
    ['csv', 'user_id,channel,user_id,address\n', 'line 1: names column user_id twice'],
    [
      'csv',
      'user_id,channel,address\n7,webhook,https://e.org/?a=1,2\n',
      'line 2: has more cells than there are columns',
    ],
    ['csv', 'user_id,channel,address\n7,sms\n', 'line 2: address must be a string'],
    ['csv', 'user_id,channel,address\n\n7,"sms,1\n', 'line 3: has a quote out of place'],
    ['ndjson', '{"user_id":"7","channel":"sms"}\n', 'line 1: address must be a string'],
    ['ndjson', '[]\n', 'line 1: user_id missing is no identifier'],
    ['ndjson', 'null\n', 'line 1: is no JSON object'],
    ['ndjson', '{"user_id":\n', 'line 1: is no JSON object'],
    [
      'ndjson',
      '{"user_id":"7","channel":"sms","address":"\\ud800"}',
      'line 1: address must have no control characters',
    ],
    ['csv', Buffer.from('user_id,channel,address\n7,sms,\xff\n', 'latin1'), 'line 2: is not UTF-8'],
  ] as const)('given %s %j, when imported, then the line is named', async (format, text, problem) => {
    await expect(imported(text, format)).rejects.toMatchObject({
      code: 'CONTACTS.FILE',
      message: expect.stringContaining(problem) as unknown,
    });
  });

  it('given many rows and a bad last one, when imported, then it is named and nothing has changed', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => `user-${at},email,${at}@example.org`);
    const header = 'user_id,channel,address';
    await expect(imported([header, ...rows, 'bad user,sms,1'].join('\n'))).rejects.toThrow('line 20002');
    expect(await stored()).toEqual([]);
    expect(await imported([header, ...rows].join('\n'))).toEqual({ contacts: 20_000, added: 20_000, changed: 0 });
  });

  it('given a contact, when removed by channel or by user, then it is gone', async () => {
    for (const channel of ['sms', 'email', 'telegram'] as const) {
      await setContacts(test.database, [{ user_id: '7', channel, address: 'x' }]);
    }
    expect(await removeContacts(test.database, '7', 'sms')).toBe(1);
    expect(await removeContacts(test.database, '7')).toBe(2);
    expect(await removeContacts(test.database, '7')).toBe(0);
  });
});
