import type { ChildProcess } from 'node:child_process';

import { newEventId } from '@app/contracts';
import { freePort } from '@app/embedded';
import type { RebuildOutcome } from '@app/rebuild';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AppProcess } from '../../apps/cli/src/start/app-process.js';
import { received } from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { Cli } from '../faults/cli.js';
import { ReadStack } from '../support/read-stack.js';
import { recipeSteps } from '../support/recipe.js';
import { SourceCopy } from '../support/source-copy.js';
import { inheritedEnvironment } from '../support/system.config.js';

// Real: everything. The README's code is compiled with a copy of the sources, whose apps then run as processes.

const EARLIER = '2026-03-29T01:30:00.123456Z';
const LATER = '2026-10-25T00:15:00.5Z';

interface Currencies {
  readonly items: readonly unknown[];
  readonly meta: { readonly generation: number; readonly completeness: string };
}

describe('the recipe "Add a read model"', () => {
  const apps: AppProcess[] = [];
  let copy: SourceCopy;
  let stack: ReadStack;
  let env: NodeJS.ProcessEnv;
  let url: string;

  beforeAll(async () => {
    copy = new SourceCopy();
    for (const step of recipeSteps('Add a read model')) copy.follow(step);
    await copy.build();
  });
  beforeAll(async () => {
    stack = await ReadStack.start();
    const ports = {
      PROCESSOR_PORT: String(await freePort()),
      PROJECTOR_PORT: String(await freePort()),
      READ_API_PORT: String(await freePort()),
    };
    env = { ...inheritedEnvironment(), ...stack.env, ...ports, PROCESSING_DELAY_MS: '0', LOG_LEVEL: 'error' };
    url = `http://127.0.0.1:${ports.READ_API_PORT}/v1/currencies`;
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.stop()));
    await stack.close();
  });
  afterAll(() => {
    copy.remove();
  });

  const start = async (name: string): Promise<void> => {
    const attachOutput = (_: string, child: ChildProcess): void => {
      child.stdout?.pipe(process.stderr, { end: false });
      child.stderr?.pipe(process.stderr, { end: false });
    };
    const app = new AppProcess({ name, port: 0, main: copy.mainOf(name), env, attachOutput });
    apps.push(app);
    await app.start();
  };
  const tidemark = (...args: string[]): Cli => new Cli([...args, '--json'], env, copy.mainOf('cli'));
  const untilServed = (generation: number, ...items: readonly object[]): Promise<boolean> =>
    pollUntil(
      async () => {
        const answer = (await (await fetch(url)).json()) as Currencies;
        expect(answer).toMatchObject({ items, meta: { generation, completeness: 'complete' } });
        return true;
      },
      { what: 'the new read model to be served' },
    );

  it('given transactions in the log, when the apps start, then the read model is served, each transaction counted once', async () => {
    await stack.append(received(newEventId(), { transaction_id: 'tx-1', occurred_at: EARLIER }));
    await stack.append(received(newEventId(), { transaction_id: 'tx-1', occurred_at: LATER }));
    await stack.append(received(newEventId(), { transaction_id: 'tx-2', currency: 'JPY', occurred_at: LATER }));
    await stack.append(received(newEventId(), { transaction_id: 'tx-3', currency: 'JPY', occurred_at: EARLIER }));

    await Promise.all(['processor', 'projector', 'read-api'].map(start));

    await untilServed(
      1,
      { currency: 'EUR', received: 1, last_occurred_at: EARLIER },
      { currency: 'JPY', received: 2, last_occurred_at: LATER },
    );
  });

  it('given that it is served, when it is rebuilt, then both generations are equal, and the new one goes on', async () => {
    const outcome = await tidemark('rebuild', 'currency-activity').json<RebuildOutcome>();
    await stack.append(received(newEventId(), { transaction_id: 'tx-4', occurred_at: LATER }));

    expect(outcome).toMatchObject({ state: 'promoted', generation: 2, comparison: { equal: true } });
    await untilServed(
      2,
      { currency: 'EUR', received: 2, last_occurred_at: LATER },
      { currency: 'JPY', received: 2, last_occurred_at: LATER },
    );
  });

  it('given that it is rebuilt, when all is verified, then its rows are what the log makes', async () => {
    expect(await tidemark('verify', '--projection', 'currency-activity').json()).toMatchObject({ ok: true });
  });
});
