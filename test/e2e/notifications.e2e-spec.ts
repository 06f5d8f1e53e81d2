import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '@app/embedded';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startSmtpReceiver } from '../../apps/notifier/src/senders/smtp-receiver.fixture.js';
import { Cli } from '../faults/cli.js';
import { System } from '../support/system.js';

// Real: engines, built apps as processes, the built command line, an SMTP server.

interface Notification {
  readonly notification_id: string;
  readonly status: string;
  readonly user_id: string;
  readonly rule?: string | null;
  readonly transaction_id?: string | null;
  readonly logs: readonly {
    readonly channel: string;
    readonly status: string;
    readonly attempts: number;
    readonly error_message: string | null;
    readonly provider: string | null;
  }[];
}

const REQUEST = {
  user_id: '12345',
  title: 'Daily Transaction Summary',
  body: 'Your total settled amount for today is 490000 Rials.',
  channels: ['sms', 'email'],
};
const RULES = {
  'notify-when-transaction-failed': {
    channels: ['sms'],
    title: 'A transaction failed',
    body: '{transaction_id} over {amount} {currency} failed: {reason}',
  },
};

describe('a notification', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-notifications-'));
  let system: System;
  let smtpPort: number;

  beforeAll(async () => {
    smtpPort = await freePort();
    const rules = join(folder, 'rules.json');
    writeFileSync(rules, JSON.stringify(RULES));
    const env = {
      EMAIL_PROVIDERS: 'smtp',
      SMTP_URL: `smtp://127.0.0.1:${String(smtpPort)}`,
      SMTP_FROM: 'tidemark@example.com',
      EMAIL_MAX_ATTEMPTS: '2',
      NOTIFICATION_RETRY_FIRST_MS: '50',
      NOTIFICATION_RULES: rules,
      PROCESSING_DELAY_MS: '0',
      SIMULATED_FAILURE_RATE: '1',
    };
    system = await System.create({ folder: join(folder, 'system'), env });
    await system.start('ingestion', 'processor', 'projector', 'notifier', 'read-api');
  });
  afterAll(async () => {
    await system.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = async (path: string, body: object): Promise<{ readonly status_url: string; readonly id: string }> => {
    const headers = { 'content-type': 'application/json' };
    const url = `${system.url('ingestion')}${path}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(202);
    const { status_url, notification_id } = (await answer.json()) as { status_url: string; notification_id: string };
    return { status_url, id: notification_id };
  };
  const untilStatus = (url: string, status: string): Promise<Notification> =>
    pollUntil(
      async () => {
        const answer = await fetch(url);
        const notification = (await answer.json()) as Notification;
        return notification.status === status && notification;
      },
      { what: `${url} is ${status}`, intervalMs: 50 },
    );
  const tidemark = (...args: readonly string[]): Cli => new Cli(args, system.environment);

  it('given a mail server that is down, when it is back, then the failure says why and a retry sends what is missing', async () => {
    const { status_url, id } = await post('/v1/notifications', {
      ...REQUEST,
      recipients: { email: 'someone@example.com' },
    });
    const failed = await untilStatus(status_url, 'failed');

    expect(failed).toMatchObject({
      user_id: '12345',
      logs: [
        { channel: 'sms', status: 'success', attempts: 1, provider: 'log', error_message: null },
        { channel: 'email', status: 'failed', attempts: 2, provider: 'smtp', error_message: expect.any(String) },
      ],
    });
    const mailServer = await startSmtpReceiver({}, undefined, smtpPort);
    try {
      const retried = await tidemark('notifications', 'retry', '--status', 'failed', '--yes', '--json').result;
      expect(retried).toMatchObject({ exitCode: 0, stderr: '' });
      const sent = await untilStatus(status_url, 'sent');
      expect(sent.logs).toMatchObject([
        { channel: 'sms', status: 'success', attempts: 1 },
        { channel: 'email', status: 'success', attempts: 3 },
      ]);
      expect(mailServer.mails).toMatchObject([{ from: 'tidemark@example.com', to: ['someone@example.com'] }]);
      await tidemark('contacts', 'set', '777', 'email', 'known@example.com').result;
      const other = await post('/api/notifications/', { ...REQUEST, user_id: '777', channels: ['email'] });
      expect(other.id).not.toBe(id);
      await untilStatus(other.status_url, 'sent');
      expect(mailServer.mails.map(({ to }) => to)).toEqual([['someone@example.com'], ['known@example.com']]);
    } finally {
      mailServer.hangUp();
      await mailServer.close();
    }
  });

  it('given a rule, when a transaction fails, then its user is told once and the timeline says so', async () => {
    const transaction = {
      transaction_id: 'failing-1',
      source_account: 'a',
      destination_account: 'b',
      user_id: 'u-9',
      amount: '100.50',
      currency: 'USD',
    };
    for (let n = 0; n < 3; n += 1) await post('/v1/webhooks/transactions', transaction);
    const url = `${system.url('read-api')}/v1/notifications?user_id=u-9`;
    const items = await pollUntil(
      async () => {
        const { items: found } = (await (await fetch(url)).json()) as { items: readonly Notification[] };
        return found.some(({ status }) => status === 'sent') && found;
      },
      { what: 'u-9 is told' },
    );

    expect(items).toMatchObject([{ rule: 'notify-when-transaction-failed', transaction_id: 'failing-1' }]);
    const timeline = await fetch(`${system.url('read-api')}/v1/transactions/failing-1/timeline`);
    expect(await timeline.json()).toMatchObject({
      notifications: [{ rule: 'notify-when-transaction-failed', channels: ['sms'], status: 'sent' }],
    });
  });

  it('given all of that, when the read model is rebuilt and everything verified, then it is equal and nothing is sent', async () => {
    const sent = async (): Promise<string> => {
      const text = await (await fetch(`${system.url('notifier')}/metrics`)).text();
      return text
        .split('\n')
        .filter((line) => line.startsWith('tidemark_notifier_attempts_total'))
        .join();
    };
    const before = await sent();
    const rebuilt = await tidemark('rebuild', 'notification-log', '--json').result;
    const verified = await tidemark('verify', '--json').result;

    expect({ rebuilt: rebuilt.exitCode, verified: verified.exitCode }).toEqual({ rebuilt: 0, verified: 0 });
    expect(rebuilt.stdout).toContain('"equal":true');
    expect(await sent()).toBe(before);
  });
});
