import { newEventId } from '@app/contracts';
import { recordOf } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { received } from '../../../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { ReadStack, type RunningApp } from '../../../../test/support/read-stack.js';
import { childEnvironment } from '../start/start.config.js';
import { runCli, type CliRun } from './cli.fixture.js';

const READER = 'transaction-status_g1';
const OF_STATUS = ['--projection', 'transaction-status'];

// Real: broker, database, the projector and the read API in this process, the built command line as a child.
describe('tidemark dead-letters', () => {
  let stack: ReadStack;
  let projector: RunningApp;
  let readApi: RunningApp;
  let env: NodeJS.ProcessEnv;
  const tidemark = (...args: readonly string[]): Promise<CliRun> => runCli(['dead-letters', ...args], env);
  const get = (query: string): Promise<Response> => fetch(`${readApi.url}/v1/dead-letters${query}`);
  const items = async (query: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const answer = await get(query);
    return ((await answer.json()) as { items: readonly Readonly<Record<string, unknown>>[] }).items;
  };
  const write = (id: string) => stack.append(received(newEventId(), { transaction_id: id }));
  const poison = async (id: string): Promise<void> => {
    const record = recordOf(received(newEventId(), { transaction_id: id }));
    await stack.sink.append({ ...record, value: 'not JSON \u001b[2J' });
  };
  const table = sql.table('transaction_status_g1.transactions');

  beforeAll(async () => {
    stack = await ReadStack.start();
    env = childEnvironment(stack.env);
    projector = await stack.startProjector();
    readApi = await stack.startReadApi();
    await sql`ALTER TABLE ${table} ADD CONSTRAINT sound CHECK (transaction_id NOT LIKE 'sick%')`.execute(
      stack.test.database,
    );
    for (const id of ['sick-1', 'sick-2', 'sick-1', 'sick-1', 'well-1']) await write(id);
    await poison('poison-1');
    await poison('poison-2');
    await pollUntil(async () => (await items('?projection=transaction-status')).length === 4, {
      what: 'four keys are parked',
    });
  });
  afterAll(() => stack.close());

  it('given parked records, when listed over HTTP, then heads and what waits behind them, page by page', async () => {
    const all = await items('?projection=transaction-status&error_class=sqlstate-23514');
    expect(new Map(all.map(({ key, waiting }) => [key, waiting]))).toEqual(
      new Map([
        ['sick-1', 2],
        ['sick-2', 0],
      ]),
    );
    expect(all[0]).toMatchObject({ reader: READER, projection: 'transaction-status', generation: 1 });
    expect(all[0]).toMatchObject({ topic: 'transactions', key_encoding: 'utf-8' });
    expect(await items('?key=poison-1&projection=transaction-status')).toMatchObject([{ error_class: 'not-json' }]);
    expect(await items('?projection=nothing')).toEqual([]);

    const paged: unknown[] = [];
    let url: string | undefined = '/v1/dead-letters?limit=1';
    while (url !== undefined) {
      const answer: Response = await fetch(readApi.url + url);
      paged.push(...((await answer.json()) as { items: unknown[] }).items);
      url = /^<(?<next>[^>]+)>; rel="next"$/u.exec(answer.headers.get('link') ?? '')?.groups?.['next'];
    }
    expect(paged).toEqual(await items(''));
  });

  it.each(['projection=a%20b', 'error_class=', 'cursor=x', 'limit=0', 'limit=1.5', 'key=a&key=b', 'colour=red'])(
    'given ?%s, when listed over HTTP, then 400 names the parameter',
    async (query) => {
      const answer = await get(`?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer: `#/${query.split('=')[0] ?? ''}` }] });
    },
  );

  it.each([
    ['--projection', 'transactions', 'transaction-status'],
    ['--projection', READER, 'transaction-status'],
    ['--reader', 'transaction-status', READER],
  ])(
    'given a name that nobody has, when listed by %s %s, then it says who there is, not that nothing is parked',
    async (flag, name, known) => {
      const { exitCode, stdout, stderr } = await tidemark('list', flag, name);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toContain(known);
    },
  );

  it('given parked records, when listed and shown on the command line, then bytes, error and what waits are there', async () => {
    const { stdout, exitCode } = await tidemark('list', ...OF_STATUS, '--key', 'sick-1');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('sqlstate-23514');
    const { json } = await tidemark('list', ...OF_STATUS, '--error-class', 'not-json', '--json');
    const letters = (json as { items: readonly { key: string; partition: number; offset: number }[] }).items;
    expect(letters.map(({ key }) => key).sort()).toEqual(['poison-1', 'poison-2']);

    const place = [READER, 'transactions', String(letters[0]?.partition), String(letters[0]?.offset)];
    const shown = await tidemark('show', ...place);
    expect(shown.stdout).toContain('TransactionReceived.v1');
    expect(shown.stdout).toContain(Buffer.from('not JSON').toString('hex').match(/../gu)?.join(' '));
    expect(shown.stdout).not.toContain('\u001b');
    expect(await tidemark('show', READER, 'transactions', '0', '999999')).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await tidemark('show', READER, 'transactions', '12', '0')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('given a cure, when redriven, then what can be applied is, the rest is named, and both are on record', async () => {
    expect(await tidemark('redrive')).toMatchObject({ exitCode: 2, stdout: '' });
    await sql`ALTER TABLE ${table} DROP CONSTRAINT sound`.execute(stack.test.database);
    const dry = await tidemark('redrive', ...OF_STATUS, '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0 });
    expect(await redrives()).toEqual([]);

    const run = await tidemark('redrive', ...OF_STATUS, '--rate', '100/s', '--json');

    expect(run).toMatchObject({
      exitCode: 1,
      json: { summary: { redriven: 2, still_parked: 2, nothing_parked: 0, requested: 0, applied: 4 } },
    });
    expect(await redrives()).toEqual([
      ['poison-1', 'still_parked', 0],
      ['poison-2', 'still_parked', 0],
      ['sick-1', 'redriven', 3],
      ['sick-2', 'redriven', 1],
    ]);
    const answer = await fetch(`${readApi.url}/v1/transactions/sick-1`);
    expect(await answer.json()).toMatchObject({ transaction_id: 'sick-1', duplicates: 2 });
    const again = await tidemark('redrive', ...OF_STATUS, '--key', 'sick-1');
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('0 redriven');
  });

  it('given no process that reads, when redriven, then it says which one is missing, and the request waits for it', async () => {
    await stack.stop(projector);

    const { exitCode, stdout } = await tidemark('redrive', '--reader', READER, '--key', 'poison-1');

    expect(exitCode).toBe(1);
    expect(stdout).toContain(`nobody has picked up 1 of ${READER} in 30 s: the projector does not seem to run`);
    projector = await stack.startProjector();
    await pollUntil(async () => (await redrives()).every(([, state]) => state !== 'requested'), {
      what: 'the request is done',
    });
  });

  async function redrives(): Promise<readonly (readonly [string | undefined, string, number])[]> {
    const rows = await stack.test.database.selectFrom('redrives').selectAll().orderBy('key').execute();
    for (const row of rows) expect(row.requested_by).toMatch(/^.+@.+$/u);
    return rows.map(({ key, state, applied }) => [key?.toString(), state, applied]);
  }
});
