import { loadConfig } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import {
  drips,
  floods,
  hangsUp,
  replies,
  repliesNever,
  startReceiver,
  type Receiver,
  type Reply,
} from '../../../../libs/outbound/src/receiver.fixture.js';
import { KavenegarConfig } from './kavenegar.config.js';
import { KavenegarSender } from './kavenegar.sender.js';
import { message } from './message.fixture.js';
import type { Sender, SendResult } from './sender.js';
import { SmsHttpConfig } from './sms-http.config.js';
import { SmsHttpSender } from './sms-http.sender.js';
import { TelegramConfig } from './telegram.config.js';
import { TelegramSender } from './telegram.sender.js';
import { TwilioConfig } from './twilio.config.js';
import { TwilioSender } from './twilio.sender.js';
import { WebhookConfig } from './webhook.config.js';
import { WebhookSender } from './webhook.sender.js';

const SECRET = '77:s3cr3t_of-ours';
const SIGNING_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const TIMEOUT_MS = '200';

/** Each sender asking this origin. The providers' servers are fakes that speak HTTP over a socket. */
const SENDERS: Readonly<Record<string, (origin: string) => Sender>> = {
  webhook: () =>
    new WebhookSender(
      loadConfig(WebhookConfig, {
        WEBHOOK_SIGNING_SECRET: SIGNING_SECRET,
        WEBHOOK_ALLOW_HTTP: 'true',
        WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
        WEBHOOK_TIMEOUT_MS: TIMEOUT_MS,
      }),
    ),
  telegram: (origin) =>
    new TelegramSender(
      loadConfig(TelegramConfig, { TELEGRAM_TOKEN: SECRET, TELEGRAM_API_URL: origin, TELEGRAM_TIMEOUT_MS: TIMEOUT_MS }),
    ),
  'sms-http': (origin) =>
    new SmsHttpSender(
      loadConfig(SmsHttpConfig, { SMS_HTTP_URL: `${origin}/${SECRET}`, SMS_HTTP_TIMEOUT_MS: TIMEOUT_MS }),
    ),
  kavenegar: (origin) =>
    new KavenegarSender(
      loadConfig(KavenegarConfig, {
        KAVENEGAR_API_KEY: SECRET,
        KAVENEGAR_URL: origin,
        KAVENEGAR_TIMEOUT_MS: TIMEOUT_MS,
      }),
    ),
  twilio: (origin) =>
    new TwilioSender(
      loadConfig(TwilioConfig, {
        TWILIO_ACCOUNT_SID: 'AC1',
        TWILIO_AUTH_TOKEN: SECRET,
        TWILIO_FROM: '+15550001',
        TWILIO_URL: origin,
        TWILIO_TIMEOUT_MS: TIMEOUT_MS,
      }),
    ),
};

/** Real: HTTP over loopback. What all senders that ask over HTTP have in common. */
describe.each(Object.entries(SENDERS))('the %s sender', (name, senderTo) => {
  let receiver: Receiver;
  let sender: Sender;
  let stopping: AbortController;

  beforeEach(async () => {
    receiver = await startReceiver();
    sender = senderTo(receiver.origin);
    stopping = new AbortController();
  });
  afterEach(() => receiver.close());

  const send = async (reply?: Reply): Promise<SendResult> => {
    if (reply) receiver.reply = reply;
    const recipient = name === 'webhook' ? `${receiver.origin}/hook` : '+15551234';
    const result = await sender.send(message({ recipient }), stopping.signal);
    expect(JSON.stringify(result)).not.toMatch(/s3cr3t|5551234|127\.0\.0\.1/u);
    return result;
  };
  const isReceiver = name === 'webhook';

  it('given nobody who listens, when sent, then it is unavailable', async () => {
    await receiver.close();
    const result = await send();
    expect(result).toEqual({ kind: 'unavailable', code: 'ECONNREFUSED', message: 'not to be reached (ECONNREFUSED)' });
    receiver = await startReceiver();
  });

  it('given no answer, when the time is over, then it is unknown whether it was taken', async () => {
    const result = await send(repliesNever);
    expect(result).toEqual({ kind: 'unknown', code: 'TIMEOUT', message: 'asked, but not answered (TIMEOUT)' });
  });

  it('given a connection that is dropped after it was accepted, when sent, then that is unknown', async () => {
    expect(await send(hangsUp)).toMatchObject({ kind: 'unknown', code: 'ECONNRESET' });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ['without end', floods],
    ['too slowly', drips],
  ])('given an answer that comes %s, when sent, then its status counts, if a status says all', async (_, reply) => {
    const saysAll = ['webhook', 'sms-http', 'twilio'].includes(name);
    expect(await send(reply(200))).toMatchObject({ kind: saysAll ? 'accepted' : 'unknown', code: '200' });
    expect(await send(reply(500))).toMatchObject({ kind: 'unavailable', code: '500' });
  });

  it('given too many requests, when sent, then it is busy for as long as was said', async () => {
    const result = await send(replies(429, 'slow down', { 'retry-after': '7' }));
    expect(result).toEqual({ kind: 'busy', code: '429', message: 'answered (429)', retryAfterMs: 7_000 });
  });

  it.each([500, 503])('given status %p, when sent, then it is unavailable', async (status) => {
    const result = await send(replies(status, '<html>', { 'retry-after': '9' }));
    expect(result).toEqual({
      kind: 'unavailable',
      code: String(status),
      message: `answered (${String(status)})`,
      retryAfterMs: 9_000,
    });
  });

  it.each([502, 504])(
    'given status %p of a gateway, when sent, then what is behind it may have taken it',
    async (status) => {
      expect(await send(replies(status))).toMatchObject({ kind: isReceiver ? 'unavailable' : 'unknown' });
    },
  );

  it.each([301, 302, 307, 308])('given a redirect by %p, when sent, then it is not followed', async (status) => {
    const result = await send(replies(status, '', { location: `${receiver.origin}/elsewhere` }));
    expect(result).toEqual({
      kind: isReceiver ? 'refused' : 'unavailable',
      code: String(status),
      message: `answered with a redirect, which is not followed (${String(status)})`,
    });
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([401, 403, 404])('given status %p, when sent, then it blames whose the URL is', async (status) => {
    expect(await send(replies(status))).toMatchObject({ kind: isReceiver ? 'refused' : 'unavailable' });
  });

  it.each([400, 410, 413, 422])('given status %p, when sent, then it is refused', async (status) => {
    expect(await send(replies(status))).toMatchObject({ kind: 'refused', code: String(status) });
  });

  it.each([408, 409, 425])('given status %p, when sent, then it is busy', async (status) => {
    expect(await send(replies(status))).toMatchObject({ kind: 'busy', code: String(status) });
  });

  it('given that we stop before it is asked, when sent, then it is called off; after that the answer counts', async () => {
    const stopped = await send((response) => {
      stopping.abort();
      replies(500)(response, response.req);
    });
    expect(stopped).toMatchObject({ kind: 'unavailable', code: '500' });
    expect(await send()).toMatchObject({ kind: 'unavailable', code: 'STOPPED' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('given an address, when asked who is asked, then breakers are by receiver', () => {
    expect(sender.receiverOf('https://a.example.com/hook?token=1')).toBe(isReceiver ? 'https://a.example.com' : name);
    expect(sender.receiverOf('nonsense')).toBe(name);
  });
});
