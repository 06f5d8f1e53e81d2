import { loadConfig } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { replies, startReceiver, type Receiver, type Reply } from '../../../../libs/outbound/src/receiver.fixture.js';
import { KavenegarConfig } from './kavenegar.config.js';
import { KavenegarSender } from './kavenegar.sender.js';
import { message } from './message.fixture.js';
import type { SendResult } from './sender.js';

const stopping = new AbortController().signal;

/** Its errors have the same number as the status of HTTP. */
const returns = (status: number, words: string, httpStatus = status): Reply =>
  replies(httpStatus, JSON.stringify({ return: { status, message: words }, entries: null }));

/** Real: HTTP over loopback. Kavenegar's server is a fake that speaks its REST API. */
describe('the kavenegar sender', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.reply = replies(
      200,
      '{"return":{"status":200,"message":"تایید شد"},"entries":[{"messageid":8792343,"message":"m","status":1,' +
        '"statustext":"در صف ارسال","sender":"10004346","receptor":"09123456789","date":1356619709,"cost":120}]}',
    );
  });
  afterEach(() => receiver.close());

  const send = (reply?: Reply, env: Record<string, string> = {}): Promise<SendResult> => {
    if (reply) receiver.reply = reply;
    const config = loadConfig(KavenegarConfig, { KAVENEGAR_API_KEY: 'k/3y', KAVENEGAR_URL: receiver.origin, ...env });
    return new KavenegarSender(config).send(message({ recipient: '09123456789', body: 'سلام & درود' }), stopping);
  };

  it('given a message, when sent, then its body goes to the receptor', async () => {
    expect(await send()).toEqual({ kind: 'accepted', code: '200' });
    expect(receiver.requests).toMatchObject([{ method: 'POST', path: '/v1/k%2F3y/sms/send.json' }]);
    expect(receiver.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(receiver.requests[0]?.body))).toEqual({
      receptor: '09123456789',
      message: 'سلام & درود',
    });
  });

  it('given a line to send from, when sent, then it is named', async () => {
    await send(undefined, { KAVENEGAR_SENDER: '10004346' });
    expect(new URLSearchParams(receiver.requests[0]?.body).get('sender')).toBe('10004346');
  });

  it.each<[number, string, SendResult['kind']]>([
    [411, 'دریافت کننده نامعتبر است', 'refused'],
    [413, 'پیام خالی است و یا طول پیام بیش از حد مجاز می باشد', 'refused'],
    [422, 'داده ها به دلیل وجود کاراکتر نامناسب قابل پردازش نیست', 'refused'],
    [402, 'عملیات ناموفق بود', 'unavailable'],
    [403, 'کد شناسائی API-Key معتبر نمی باشد', 'unavailable'],
    [409, 'سرور قادر به پاسخگوئی نیست بعدا تلاش کنید', 'unavailable'],
    [412, 'ارسال کننده نامعتبر است', 'unavailable'],
    [418, 'اعتبار شما کافی نمی باشد', 'unavailable'],
    [429, 'محدودیت', 'busy'],
  ])('given %p, %s, when sent, then it is %s', async (status, words, kind) => {
    expect(await send(returns(status, words))).toEqual({ kind, code: String(status), message: words });
  });

  it('given an error under status 200, when sent, then its own status counts', async () => {
    expect(await send(returns(411, 'x', 200))).toMatchObject({ kind: 'refused', code: '411' });
  });

  it('given an answer that repeats the key and the receptor, when sent, then the message holds neither', async () => {
    expect(await send(returns(411, 'k/3y: 09123456789'))).toMatchObject({ message: '***: ***' });
  });

  it.each(['', '[]', '{"return":null}', '{"return":{"status":"200"}}', '<html>'])(
    'given status 200 with %p, when sent, then it is unknown whether it was taken',
    async (body) => {
      expect(await send(replies(200, body))).toMatchObject({ kind: 'unknown', code: '200' });
    },
  );
});
