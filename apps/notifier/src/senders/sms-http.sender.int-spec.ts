import { loadConfig } from '@app/platform';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startReceiver, type Receiver } from '../../../../libs/outbound/src/receiver.fixture.js';
import { message } from './message.fixture.js';
import { SmsHttpConfig } from './sms-http.config.js';
import { SmsHttpSender } from './sms-http.sender.js';

const stopping = new AbortController().signal;
const sms = message({ recipient: '+98912', title: 'Hi', body: 'a "b" & {{title}}\n۴۹۰' });

/** Real: HTTP over loopback. The provider's server is a fake of our own. */
describe('the sms-http sender', () => {
  let receiver: Receiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  const senderOf = (env: Record<string, string> = {}): SmsHttpSender =>
    new SmsHttpSender(loadConfig(SmsHttpConfig, { SMS_HTTP_URL: `${receiver.origin}/sms?a=1`, ...env }));
  const request = (): Receiver['requests'][number] => (receiver.requests as [Receiver['requests'][number]])[0];

  it('given nothing but a URL, when sent, then it is posted as JSON', async () => {
    expect(await senderOf().send(sms, stopping)).toEqual({ kind: 'accepted', code: '200' });
    expect(request()).toMatchObject({
      method: 'POST',
      path: '/sms?a=1',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(request().body)).toEqual({ to: sms.recipient, text: sms.body });
    expect(request().headers).not.toHaveProperty('idempotency-key');
  });

  it('given a form and headers, when sent, then it is posted with them', async () => {
    const env = {
      SMS_HTTP_BODY: 'from=500&to={{recipient}}&message={{title}}:{{text}}&id={{key}}',
      SMS_HTTP_HEADERS: '{"Authorization":"Bearer x","X-A":"b"}',
    };
    await senderOf(env).send(sms, stopping);
    expect(request().headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      authorization: 'Bearer x',
      'x-a': 'b',
    });
    expect(Object.fromEntries(new URLSearchParams(request().body))).toEqual({
      from: '500',
      to: sms.recipient,
      message: `Hi:${sms.body}`,
      id: sms.idempotencyKey,
    });
  });

  it('given a provider that is idempotent, when sent, then it is told the key, and may be asked again', async () => {
    const sender = senderOf({ SMS_HTTP_IDEMPOTENT: 'true' });
    await sender.send(sms, stopping);
    expect(request().headers['idempotency-key']).toBe(sms.idempotencyKey);
    expect([sender.isIdempotent, senderOf().isIdempotent]).toEqual([true, false]);
  });

  it('given headers of any case, when they replace ours, then each is sent once', async () => {
    await senderOf({ SMS_HTTP_HEADERS: '{"Content-Type":"application/vnd.sms+json"}' }).send(sms, stopping);
    expect(request().headers['content-type']).toBe('application/vnd.sms+json');
  });

  it.each(['x', '[1]', '{"a":1}', '{"a b":"c"}', '{"a":"b\\r\\nc: d"}', 'null'])(
    'given the headers %p, when loaded, then they are refused without being told',
    (headers) => {
      expect(() => senderOf({ SMS_HTTP_HEADERS: headers })).toThrow(
        'SMS_HTTP_HEADERS must be a JSON object of header names and texts',
      );
    },
  );

  it('given a body that is no template, when loaded, then it is refused with the reason', () => {
    expect(() => senderOf({ SMS_HTTP_BODY: 'to={{recipient}}' })).toThrow(
      'SMS_HTTP_BODY must hold {{recipient}} and {{text}}',
    );
  });
});
