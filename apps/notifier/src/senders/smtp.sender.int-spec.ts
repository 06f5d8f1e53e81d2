import { afterEach, describe, expect, it } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import untrusted from 'smtp-server/lib/tls-options';

import { message } from './message.fixture.js';
import type { Message, SendResult } from './sender.js';
import {
  answers,
  smtpSenderTo,
  startSmtpReceiver,
  type AfterMail,
  type SmtpReceiver,
} from './smtp-receiver.fixture.js';
import type { SmtpSender } from './smtp.sender.js';

type Hooks = Pick<
  SMTPServerOptions,
  'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData' | 'secure' | 'key' | 'cert' | 'authOptional'
>;

const ada = 'ada@example.org';
const mail = (more: Partial<Message> = {}): Message => message({ channel: 'email', recipient: ada, ...more });

/** Real: SMTP over loopback, nodemailer against smtp-server; servers that break are sockets of our own. */
describe('the smtp sender', () => {
  let receiver: SmtpReceiver | undefined;
  let sender: SmtpSender | undefined;
  const stopping = new AbortController().signal;

  afterEach(async () => {
    await sender?.close();
    await receiver?.close();
    sender = receiver = undefined;
  });

  const senderTo = (url: string, env: Record<string, string> = {}): SmtpSender => {
    sender = smtpSenderTo(url, env);
    return sender;
  };
  const start = async (hooks: Hooks = {}, afterMail?: AfterMail): Promise<SmtpReceiver> => {
    receiver = await startSmtpReceiver(hooks, afterMail);
    return receiver;
  };
  const sendTo = async (hooks: Hooks, afterMail?: AfterMail, env: Record<string, string> = {}): Promise<SendResult> => {
    const { url } = await start(hooks, afterMail);
    return senderTo(url, env).send(mail(), stopping);
  };
  it('given a message, when sent, then it arrives as plain UTF-8 text with an id of its key', async () => {
    const { url, mails } = await start();
    const body = 'مبلغ: ۴۹۰٬۰۰۰ ریال\n.\nFrom here';
    const result = await senderTo(url).send(mail({ title: 'خلاصه', body }), stopping);
    expect(result).toEqual({ kind: 'accepted', code: '250' });
    const [{ from, to, raw: text }] = mails as [SmtpReceiver['mails'][number]];
    expect({ from, to }).toEqual({ from: 'no-reply@example.com', to: [ada] });
    const [head = '', encoded = ''] = text.split('\r\n\r\n');
    expect(head).toContain('From: Tidemark <no-reply@example.com>');
    expect(head).toContain(`To: ${ada}`);
    expect(head).toContain(`Subject: =?UTF-8?B?${Buffer.from('خلاصه').toString('base64')}?=`);
    expect(head).toContain(`Message-ID: <${mail().idempotencyKey}@example.com>`);
    expect(head).toContain('Content-Type: text/plain; charset=utf-8');
    expect(Buffer.from(encoded, 'base64').toString().replaceAll('\r\n', '\n')).toBe(body);
  });

  it('given several messages, when sent one after the other, then they share a connection', async () => {
    const { url, mails, connections } = await start();
    const smtp = senderTo(url);
    for (let at = 0; at < 3; at += 1) expect(await smtp.send(mail(), stopping)).toMatchObject({ kind: 'accepted' });
    expect([mails.length, connections.count]).toEqual([3, 1]);
  });

  it('given a title with line breaks, when sent, then there is no other header', async () => {
    const { url, mails } = await start();
    const title = 'Hi\r\nBcc: eve@example.org\r\n\r\nInjected\nX-A: b\rX-C: d';
    await senderTo(url).send(mail({ title }), stopping);
    const [head = ''] = (mails[0]?.raw ?? '').split('\r\n\r\n');
    expect(head).toContain('Subject: Hi Bcc: eve@example.org');
    expect(head).not.toMatch(/^(bcc|x-a|x-c|injected)/imu);
    expect(mails[0]?.to).toEqual([ada]);
  });

  it.each([
    'ada',
    '',
    'ada@example.org, eve@example.org',
    'ada@example.org\r\nRCPT TO:<eve@example.org>',
    'ada@example.org\nBcc: eve@example.org',
    'Ada <ada@example.org>',
    '<ada@example.org>',
    'ada@example.org> SIZE=1',
    `${'a'.repeat(65)}@example.org`,
  ])('given the address %p, when sent, then it is refused and nobody is asked', async (recipient) => {
    const { url, connections } = await start();
    const result = await senderTo(url).send(mail({ recipient }), stopping);
    expect(result).toEqual({ kind: 'refused', message: 'the recipient is no e-mail address' });
    expect(connections.count).toBe(0);
  });

  it.each<[string, number, SendResult['kind'], 'onMailFrom' | 'onRcptTo']>([
    ['RCPT', 550, 'refused', 'onRcptTo'],
    ['RCPT', 450, 'busy', 'onRcptTo'],
    ['RCPT', 421, 'unavailable', 'onRcptTo'],
    ['RCPT', 530, 'unavailable', 'onRcptTo'],
    ['RCPT', 503, 'unavailable', 'onRcptTo'],
    ['MAIL', 550, 'unavailable', 'onMailFrom'],
    ['MAIL', 451, 'unavailable', 'onMailFrom'],
  ])('given %s answered by %p, when sent, then it is %s', async (_, code, kind, hook) => {
    const no = (_address: unknown, _session: unknown, done: (error: Error) => void): void => {
      done(answers(code, `no mailbox ${ada}`));
    };
    const result = await sendTo({ [hook]: no });
    expect(result).toMatchObject({ kind, code: String(code) });
    expect(JSON.stringify(result)).not.toContain(ada);
    expect(receiver?.mails).toEqual([]);
  });

  it.each<[number, SendResult['kind']]>([
    [554, 'refused'],
    [552, 'refused'],
    [451, 'busy'],
    [452, 'busy'],
    [421, 'unavailable'],
  ])(
    'given the message answered by %p, when sent, then it is %s, and the connection is good for another',
    async (code, kind) => {
      let fails = true;
      const result = await sendTo({}, (_session, done) => {
        done(fails ? answers(code) : null);
      });
      expect(result).toMatchObject({ kind, code: String(code) });
      fails = false;
      expect(await sender?.send(mail(), stopping)).toMatchObject({ kind: 'accepted' });
    },
  );

  it('given a password that is wrong, when sent, then it is unavailable, and the message holds none of it', async () => {
    const { port } = await start({
      authOptional: false,
      onAuth: ({ password }, _session, done) => {
        done(answers(535, `bad password ${String(password)}`));
      },
    });
    const result = await senderTo(`smtp://ada:hunter2@127.0.0.1:${String(port)}`).send(mail(), stopping);
    expect(result).toEqual({ kind: 'unavailable', code: '535', message: 'our credentials were not accepted' });
  });

  it('given a certificate that nobody vouches for, when sent, then it is unavailable', async () => {
    const { port } = await start({ secure: true, ...untrusted() });
    const result = await senderTo(`smtps://127.0.0.1:${String(port)}`).send(mail(), stopping);
    expect(result).toMatchObject({ kind: 'unavailable' });
    expect(receiver?.mails).toEqual([]);
  });
});
