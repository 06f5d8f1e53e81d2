import type { RebuildOutcome } from '@app/rebuild';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { samplePost } from '../../libs/rebuild/src/sample-log.fixture.js';
import { Cli } from '../faults/cli.js';
import { ReadStack } from '../support/read-stack.js';
import { inheritedEnvironment } from '../support/system.config.js';

const TRANSACTIONS = 600;
const LIST = '/v1/transactions?limit=500';

interface List {
  readonly items: readonly unknown[];
  readonly meta: { readonly generation: number; readonly completeness: string };
}

describe('given a read model that is rebuilt in place', () => {
  let stack: ReadStack;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.appendAll(Array.from({ length: TRANSACTIONS }, (_, at) => samplePost(at)));
    await stack.startProjector();
    ({ url } = await stack.startReadApi());
    await pollUntil(async () => (await list()).meta.completeness === 'complete', { what: 'everything is there' });
  });
  afterAll(() => stack.close());

  const list = async (): Promise<List> => (await fetch(url + LIST)).json() as Promise<List>;

  it('when it is read meanwhile, then no answer lies: what is missing is a 503, and lists say that they are incomplete', async () => {
    const rebuilding = new Cli(['rebuild', 'transaction-status', '--truncate', '--throttle', '250', '--json'], {
      ...inheritedEnvironment(),
      ...stack.env,
    });
    const over = new AbortController();
    void rebuilding.result.then(() => {
      over.abort();
    });
    const statuses = new Set<number>();
    const pages: List[] = [];
    for (let at = 0; !over.signal.aborted; at += 10) {
      const ids = Array.from({ length: 10 }, (_, next) => `tx-${String((at + next) % TRANSACTIONS)}`);
      const reads = ids.map(async (id) => statuses.add((await fetch(`${url}/v1/transactions/${id}`)).status));
      pages.push(await list());
      await Promise.all(reads);
      pages.push(await list());
    }

    expect(await rebuilding.json<RebuildOutcome>()).toMatchObject({ state: 'promoted', generation: 2 });
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    const partial = pages.filter(({ items, meta }) => meta.generation === 2 && items.length < 500);
    expect(partial.length).toBeGreaterThan(0);
    expect(partial.filter(({ meta }) => meta.completeness !== 'incomplete')).toEqual([]);

    await pollUntil(async () => (await list()).meta.completeness === 'complete', { what: 'everything is there again' });
    const answers = await Promise.all(
      Array.from({ length: TRANSACTIONS }, (_, at) => fetch(`${url}/v1/transactions/tx-${String(at)}`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await fetch(`${url}/v1/transactions/nobody`)).status).toBe(404);
  });
});
