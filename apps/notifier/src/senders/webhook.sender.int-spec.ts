import type { LookupAddress } from 'node:dns';

import type { Resolve } from '@app/outbound';
import { loadConfig } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

import { startReceiver, type Receiver } from '../../../../libs/outbound/src/receiver.fixture.js';
import { message } from './message.fixture.js';
import type { SendResult } from './sender.js';
import { WebhookConfig } from './webhook.config.js';
import { WebhookSender } from './webhook.sender.js';

const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const stopping = new AbortController().signal;
const ipv4 = (address: string): LookupAddress => ({ address, family: 4 });

const configOf = (env: Record<string, string> = {}): WebhookConfig =>
  loadConfig(WebhookConfig, { WEBHOOK_SIGNING_SECRET: SIGNING_SECRET, WEBHOOK_ALLOW_HTTP: 'true', ...env });

/** Real: HTTP over loopback. */
describe('the webhook sender', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  const send = (recipient: string, env: Record<string, string> = {}, resolve?: Resolve): Promise<SendResult> =>
    new WebhookSender(configOf(env), resolve).send(message({ recipient }), stopping);
  const port = (): string => String(receiver.port);

  it('given a message, when sent, then the receiver can verify it', async () => {
    const result = await send(`${receiver.origin}/hook`, { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
    expect(result).toEqual({ kind: 'accepted', code: '200' });
    const [{ headers, body, method, path }] = receiver.requests as [Receiver['requests'][number]];
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hook', 'application/json']);
    expect(headers['webhook-id']).toBe(message().idempotencyKey);
    expect(new Webhook(SIGNING_SECRET).verify(body, headers as Record<string, string>)).toEqual({
      type: 'notification',
      timestamp: message().requestedAt,
      data: {
        notification_id: message().notificationId,
        user_id: message().userId,
        title: message().title,
        body: message().body,
      },
    });
    expect(() => new Webhook(SIGNING_SECRET).verify(`${body} `, headers as Record<string, string>)).toThrow();
  });

  it.each([
    '127.1',
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    'localhost',
    '169.254.169.254',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    'user@127.0.0.1',
  ])('given the receiver %s, when sent, then it is refused and not asked', async (host) => {
    expect(await send(`http://${host}:${port()}/hook`)).toMatchObject({ kind: 'refused' });
    expect(receiver.requests).toEqual([]);
  });

  it('given http without leave, when sent, then it is refused', async () => {
    const env = { WEBHOOK_ALLOW_HTTP: 'false', WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1' };
    expect(await send(receiver.origin, env)).toEqual({ kind: 'refused', message: 'only https URLs are allowed' });
  });

  it.each([[['127.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['127.0.0.1', '8.8.8.8']]])(
    'given a name of %p, when sent, then it is refused and nobody is asked',
    async (addresses) => {
      const result = await send(`http://receiver.test:${port()}/`, {}, () => Promise.resolve(addresses.map(ipv4)));
      expect(result).toEqual({ kind: 'refused', message: 'the URL leads to a network that is not public' });
      expect(receiver.requests).toEqual([]);
    },
  );

  it('given a name that alternates, when sent, then only the address that was checked is asked', async () => {
    const good = await startReceiver({ host: '127.0.0.2', port: receiver.port });
    const turns = ['127.0.0.2', '127.0.0.1', '127.0.0.2', '127.0.0.1'];
    const sender = new WebhookSender(configOf({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.2' }), () =>
      Promise.resolve([ipv4(turns.shift() ?? '')]),
    );
    const recipient = `http://receiver.test:${port()}/`;
    const kinds: string[] = [];
    for (let at = 0; at < 4; at += 1) kinds.push((await sender.send(message({ recipient }), stopping)).kind);
    await good.close();
    expect(kinds).toEqual(['accepted', 'refused', 'accepted', 'refused']);
    expect([good.requests.length, receiver.requests.length, turns.length]).toEqual([2, 0, 0]);
    expect(good.requests[0]?.headers.host).toBe(`receiver.test:${port()}`);
  });

  it('given a name that nobody knows, when sent, then it is unavailable: it may be known later', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND receiver.test'), { code: 'ENOTFOUND' });
    const result = await send('http://receiver.test/', {}, () => Promise.reject(unknown));
    expect(result).toEqual({ kind: 'unavailable', code: 'ENOTFOUND', message: 'not to be reached (ENOTFOUND)' });
  });

  it('given a redirect to loopback, when sent, then it is refused and not followed', async () => {
    const inner = await startReceiver({ host: '127.0.0.3' });
    receiver.reply = (response) => response.writeHead(302, { location: `${inner.origin}/admin` }).end();
    const result = await send(receiver.origin, { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' });
    await inner.close();
    expect(result).toMatchObject({ kind: 'refused', code: '302' });
    expect(inner.requests).toEqual([]);
  });

  it.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'hunter2hunter2hunter2hunter2hunter2', 'whsec_!!!!'])(
    'given the signing secret %p, when loaded, then it is refused',
    (secret) => {
      expect(() => configOf({ WEBHOOK_SIGNING_SECRET: secret })).toThrow('WEBHOOK_SIGNING_SECRET');
    },
  );
});
