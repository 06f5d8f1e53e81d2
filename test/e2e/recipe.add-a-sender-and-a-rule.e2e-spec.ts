import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newEventId } from '@app/contracts';
import { freePort } from '@app/embedded';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AppProcess } from '../../apps/cli/src/start/app-process.js';
import { startReceiver, type Receiver } from '../../libs/outbound/src/receiver.fixture.js';
import { processed, received } from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { Cli } from '../faults/cli.js';
import { ReadStack } from '../support/read-stack.js';
import { recipeSteps } from '../support/recipe.js';
import { SourceCopy } from '../support/source-copy.js';
import { inheritedEnvironment } from '../support/system.config.js';

// Real: engines, the apps. The README's code is compiled with a copy of the sources, whose notifier then runs as a process.
// Not real: the provider's API.

const RULES = {
  'notify-when-transaction-processed': {
    channels: ['email'],
    title: 'Paid',
    body: '{transaction_id}: {amount} {currency}',
  },
};

describe('the recipes "Add a sender" and "Add a rule"', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-recipe-'));
  let copy: SourceCopy;
  let stack: ReadStack;
  let provider: Receiver;
  let notifier: AppProcess;
  let env: NodeJS.ProcessEnv;
  let notifierUrl: string;

  beforeAll(async () => {
    copy = new SourceCopy();
    for (const step of ['Add a sender', 'Add a rule'].flatMap(recipeSteps)) copy.follow(step);
    await copy.build();
  });
  beforeAll(async () => {
    [stack, provider] = await Promise.all([ReadStack.start(), startReceiver()]);
    const rules = join(folder, 'rules.json');
    writeFileSync(rules, JSON.stringify(RULES));
    const port = await freePort();
    notifierUrl = `http://127.0.0.1:${String(port)}`;
    env = {
      ...inheritedEnvironment(),
      ...stack.env,
      NOTIFIER_PORT: String(port),
      NOTIFICATION_RULES: rules,
      EMAIL_PROVIDERS: 'resend',
      RESEND_API_KEY: 're_123',
      RESEND_FROM: 'no-reply@example.com',
      RESEND_URL: provider.origin,
      LOG_LEVEL: 'error',
    };
    notifier = new AppProcess({
      name: 'notifier',
      port,
      main: copy.mainOf('notifier'),
      env,
      attachOutput: (_, child) => {
        child.stdout?.pipe(process.stderr, { end: false });
        child.stderr?.pipe(process.stderr, { end: false });
      },
    });
    await notifier.start();
  });
  afterAll(async () => {
    await notifier.stop();
    await Promise.all([stack.close(), provider.close()]);
  });
  afterAll(() => {
    copy.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const untilReady = (): Promise<boolean> =>
    pollUntil(
      async () => {
        const answer = await fetch(`${notifierUrl}/health/ready`).catch(() => undefined);
        return answer?.ok === true;
      },
      { what: 'the notifier and its rule to be ready' },
    );

  it('given both, when a transaction is processed, then its user is told through the new provider, once, and the timeline says so', async () => {
    await new Cli(['contacts', 'set', 'u-1', 'email', 'someone@example.com'], env, copy.mainOf('cli')).result;
    await untilReady();
    const post = received(newEventId(), { user_id: 'u-1' });
    const outcome = processed(post);

    for (const event of [post, outcome, outcome]) await stack.append(event);

    await stack.startProjector();
    const { url } = await stack.startReadApi();
    const timeline = await pollUntil(
      async () => {
        const answer = await fetch(`${url}/v1/transactions/tx-1/timeline`);
        const { notifications } = (await answer.json()) as { notifications?: readonly { readonly status: string }[] };
        return notifications?.some(({ status }) => status === 'sent') === true && notifications;
      },
      { what: 'the user to be told' },
    );
    expect(timeline).toMatchObject([{ rule: 'notify-when-transaction-processed', channels: ['email'] }]);
    expect(provider.requests).toMatchObject([
      {
        path: '/emails',
        headers: { authorization: 'Bearer re_123', 'idempotency-key': expect.any(String) as unknown },
      },
    ]);
    expect(JSON.parse(provider.requests[0]?.body ?? '')).toEqual({
      from: 'no-reply@example.com',
      to: ['someone@example.com'],
      subject: 'Paid',
      text: 'tx-1: 100.50 EUR',
    });
  });
});
