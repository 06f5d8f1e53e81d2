import { loadConfig } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { replies, startReceiver, type Receiver, type Reply } from '../../../../libs/outbound/src/receiver.fixture.js';
import { message } from './message.fixture.js';
import type { SendResult } from './sender.js';
import { TwilioConfig } from './twilio.config.js';
import { TwilioSender } from './twilio.sender.js';

const stopping = new AbortController().signal;

const fails = (status: number, code: number, words: string): Reply =>
  replies(
    status,
    JSON.stringify({ code, message: words, more_info: `https://www.twilio.com/docs/errors/${String(code)}`, status }),
  );

/** Real: HTTP over loopback. Twilio's server is a fake that speaks its REST API. */
describe('the twilio sender', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.reply = replies(201, '{"sid":"SM1","status":"queued","error_code":null,"error_message":null}');
  });
  afterEach(() => receiver.close());

  const send = (reply?: Reply, env: Record<string, string> = {}): Promise<SendResult> => {
    if (reply) receiver.reply = reply;
    const config = loadConfig(TwilioConfig, {
      TWILIO_ACCOUNT_SID: 'AC123',
      TWILIO_AUTH_TOKEN: 't0ken',
      TWILIO_FROM: '+15005550006',
      TWILIO_URL: receiver.origin,
      ...env,
    });
    return new TwilioSender(config).send(message({ recipient: '+15551234567', body: 'a+b & ۴۹۰' }), stopping);
  };

  it('given a message, when sent, then its body goes to the number', async () => {
    expect(await send()).toEqual({ kind: 'accepted', code: '201' });
    const [{ method, path, headers, body }] = receiver.requests as [Receiver['requests'][number]];
    expect([method, path]).toEqual(['POST', '/2010-04-01/Accounts/AC123/Messages.json']);
    expect(headers.authorization).toBe(`Basic ${Buffer.from('AC123:t0ken').toString('base64')}`);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      To: '+15551234567',
      From: '+15005550006',
      Body: 'a+b & ۴۹۰',
    });
  });

  it('given a messaging service, when sent, then it is named instead of a number', async () => {
    await send(undefined, { TWILIO_FROM: 'MG123' });
    const form = new URLSearchParams(receiver.requests[0]?.body);
    expect([form.get('MessagingServiceSid'), form.has('From')]).toEqual(['MG123', false]);
  });

  it.each<[number, number, SendResult['kind'], string]>([
    [400, 21211, 'refused', 'The number is not a valid phone number.'],
    [400, 21610, 'refused', 'Attempt to send to unsubscribed recipient'],
    [400, 21606, 'unavailable', 'The From phone number is not a valid, SMS-capable one'],
    [401, 20003, 'unavailable', 'Authenticate'],
    [404, 20404, 'unavailable', 'The requested resource was not found'],
    [429, 20429, 'busy', 'Too Many Requests'],
    [500, 20500, 'unavailable', 'Internal Server Error'],
    [503, 20503, 'unavailable', 'Service unavailable'],
  ])('given status %p with code %p, when sent, then it is %s', async (status, code, kind, words) => {
    expect(await send(fails(status, code, words))).toEqual({ kind, code: String(code), message: words });
  });

  it('given an answer that repeats the token and the number, when sent, then the message holds neither', async () => {
    const result = await send(fails(400, 21211, "The 'To' number +15551234567 (t0ken) is not valid."));
    expect(result).toMatchObject({ message: "The 'To' number *** (***) is not valid." });
  });

  it('given an error without words, when sent, then its status says all', async () => {
    const result = await send(replies(400, '<html>'));
    expect(result).toEqual({ kind: 'refused', code: '400', message: 'answered (400)' });
  });
});
