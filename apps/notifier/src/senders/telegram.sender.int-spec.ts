import { loadConfig } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { replies, startReceiver, type Receiver, type Reply } from '../../../../libs/outbound/src/receiver.fixture.js';
import { message } from './message.fixture.js';
import type { Message, SendResult } from './sender.js';
import { TelegramConfig } from './telegram.config.js';
import { TelegramSender } from './telegram.sender.js';

const TOKEN = '123456:ABC-def_ghi';
const stopping = new AbortController().signal;

const refuses = (status: number, description: string, parameters?: object): Reply =>
  replies(status, JSON.stringify({ ok: false, error_code: status, description, parameters }));

/** Real: grammY over HTTP on loopback. Telegram's server is a fake that speaks the Bot API's JSON. */
describe('the telegram sender', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.reply = replies(200, '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":42,"type":"private"}}}');
  });
  afterEach(() => receiver.close());

  const send = (more: Partial<Message> = {}, reply?: Reply): Promise<SendResult> => {
    if (reply) receiver.reply = reply;
    const env = { TELEGRAM_TOKEN: TOKEN, TELEGRAM_API_URL: receiver.origin };
    return new TelegramSender(loadConfig(TelegramConfig, env)).send(message({ recipient: '42', ...more }), stopping);
  };
  const sentText = (): string => (JSON.parse(receiver.requests[0]?.body ?? '') as { text: string }).text;

  it('given a message, when sent, then it is title and body as they are', async () => {
    const result = await send({ title: '*Hi* <b>', body: 'a_b & [c](d)\n\n۴۹۰' });
    expect(result).toEqual({ kind: 'accepted' });
    expect(receiver.requests).toMatchObject([{ method: 'POST', path: `/bot${TOKEN}/sendMessage` }]);
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toEqual({
      chat_id: '42',
      text: '*Hi* <b>\n\na_b & [c](d)\n\n۴۹۰',
    });
  });

  it('given a text that is too long, when sent, then it is cut between two characters', async () => {
    await send({ title: 't', body: 'x'.repeat(4_093) });
    expect(sentText()).toBe(`t\n\n${'x'.repeat(4_093)}`);
    receiver.requests.length = 0;
    await send({ title: 't', body: `${'x'.repeat(4_091)}😀😀` });
    expect(sentText()).toBe(`t\n\n${'x'.repeat(4_091)}…`);
    receiver.requests.length = 0;
    await send({ title: 't', body: 'x'.repeat(10_000) });
    expect(sentText()).toHaveLength(4_096);
  });

  it('given too many messages, when sent, then it is busy for as long as Telegram says', async () => {
    const reply = refuses(429, 'Too Many Requests: retry after 3', { retry_after: 3 });
    expect(await send({}, reply)).toEqual({
      kind: 'busy',
      code: '429',
      message: 'Too Many Requests: retry after 3',
      retryAfterMs: 3_000,
    });
  });

  it.each<[number, string, SendResult['kind']]>([
    [400, 'Bad Request: chat not found', 'refused'],
    [403, 'Forbidden: bot was blocked by the user', 'refused'],
    [401, 'Unauthorized', 'unavailable'],
    [404, 'Not Found', 'unavailable'],
    [500, 'Internal Server Error', 'unavailable'],
    [502, 'Bad Gateway', 'unknown'],
    [504, 'Gateway Timeout', 'unknown'],
  ])('given %p %s, when sent, then it is %s', async (status, description, kind) => {
    expect(await send({}, refuses(status, description))).toEqual({ kind, code: String(status), message: description });
  });

  it('given an answer that repeats the token and the chat, when sent, then the message holds neither', async () => {
    const reply = refuses(404, `no route /bot${TOKEN}/sendMessage for 9876543`);
    const result = await send({ recipient: '9876543' }, reply);
    expect(result).toMatchObject({ message: 'no route /bot***/sendMessage for ***' });
  });

  it.each([
    '',
    '{}',
    '[]',
    'null',
    '<html>',
    '{"ok":false}',
    '{"ok":"yes"}',
    '{"ok":false,"error_code":400}',
    '{"ok":false,"error_code":200,"description":"x"}',
  ])('given status 200 with %p, when sent, then it is unknown whether it was taken', async (body) => {
    expect(await send({}, replies(200, body))).toMatchObject({ kind: 'unknown', code: '200' });
  });

  it.each(['x', '123456', '123456:a/../b', '123456:a?b', 'bot123:abc '.repeat(2)])(
    'given the token %p, when loaded, then it is refused without being told',
    (token) => {
      const load = (): unknown => loadConfig(TelegramConfig, { TELEGRAM_TOKEN: token });
      expect(load).toThrow('TELEGRAM_TOKEN must be a number, a colon and a key');
    },
  );
});
