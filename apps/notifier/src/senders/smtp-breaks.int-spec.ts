import type { Socket } from 'node:net';

import { pollUntil } from '@app/testing';
import { afterEach, describe, expect, it } from '@jest/globals';

import { message } from './message.fixture.js';
import type { Message } from './sender.js';
import {
  smtpSenderTo,
  startScripted,
  startSmtpReceiver,
  type AfterMail,
  type ScriptedServer,
  type SmtpReceiver,
} from './smtp-receiver.fixture.js';
import type { SmtpSender } from './smtp.sender.js';

const ada = 'ada@example.org';
const mail = (more: Partial<Message> = {}): Message => message({ channel: 'email', recipient: ada, ...more });

/** Real: SMTP over loopback, nodemailer against smtp-server; servers that break are sockets of our own. */
describe('the smtp sender, when connections break', () => {
  let receiver: SmtpReceiver | undefined;
  let scripted: ScriptedServer | undefined;
  let sender: SmtpSender | undefined;
  const stopping = new AbortController().signal;

  afterEach(async () => {
    await sender?.close();
    await receiver?.close();
    scripted?.close();
    sender = receiver = scripted = undefined;
  });

  const senderTo = (url: string, env: Record<string, string> = {}): SmtpSender => {
    sender = smtpSenderTo(url, env);
    return sender;
  };
  const start = async (afterMail?: AfterMail): Promise<SmtpReceiver> => {
    receiver = await startSmtpReceiver({}, afterMail);
    return receiver;
  };
  const script = async (lines: readonly string[], then: (socket: Socket) => void): Promise<string> => {
    scripted?.close();
    scripted = await startScripted(lines, then);
    return scripted.url;
  };

  it('given a connection that the server closed meanwhile, when sent, then it arrives once over another', async () => {
    const { url, mails, connections, hangUp } = await start();
    const smtp = senderTo(url);
    await smtp.send(mail(), stopping);
    hangUp();
    expect(await smtp.send(mail(), stopping)).toMatchObject({ kind: 'accepted' });
    expect([mails.length, connections.count]).toEqual([2, 2]);
  });

  it('given nobody who listens, when sent, then it is unavailable', async () => {
    const { url, close } = await start();
    await close();
    const result = await senderTo(url).send(mail(), stopping);
    expect(result).toEqual({ kind: 'unavailable', code: 'ECONNREFUSED', message: 'not to be reached (ECONNREFUSED)' });
  });

  it('given a server that goes before it greets, when sent, then it is unavailable', async () => {
    const url = await script([], (socket) => socket.destroy());
    expect(await senderTo(url).send(mail(), stopping)).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    ['greets', ['554 no service']],
    ['is told our name', ['220 hi', '550 who?', '550 who?']],
  ])('given a server that turns us away when it %s, when sent, then it is unavailable', async (_, lines) => {
    const url = await script(lines, (socket) => socket.destroy());
    expect(await senderTo(url).send(mail(), stopping)).toMatchObject({
      kind: 'unavailable',
      code: lines.at(-1)?.slice(0, 3),
    });
  });

  it.each([
    ['EHLO', ['220 hi']],
    ['MAIL', ['220 hi', '250 me']],
    ['RCPT', ['220 hi', '250 me', '250 ok']],
    ['DATA', ['220 hi', '250 me', '250 ok', '250 ok']],
  ])('given a server that goes or falls silent at %s, when sent, then it is unavailable', async (_, lines) => {
    const url = await script(lines, (socket) => socket.destroy());
    expect(await senderTo(url).send(mail(), stopping)).toMatchObject({ kind: 'unavailable' });
    const silent = await script(lines, () => undefined);
    const result = await senderTo(silent, { SMTP_TIMEOUT_MS: '100' }).send(mail(), stopping);
    expect(result).toMatchObject({ kind: 'unavailable', code: 'TIMEOUT' });
  });

  it('given a server that goes once it has the message, when sent, then that is unknown, and it was sent once', async () => {
    const { url } = await start(() => receiver?.hangUp());
    expect(await senderTo(url).send(mail(), stopping)).toMatchObject({ kind: 'unknown' });
    const later = await script(['220 hi', '250 me', '250 ok', '250 ok', '354 go'], (socket) => socket.destroy());
    expect(await senderTo(later).send(mail(), stopping)).toMatchObject({ kind: 'unknown' });
    expect(receiver?.mails).toHaveLength(1);
    expect(scripted?.sockets).toHaveLength(1);
  });

  it('given a server that says nothing of the message, when the time is over, then that is unknown', async () => {
    const { url } = await start(() => undefined);
    const result = await senderTo(url, { SMTP_TIMEOUT_MS: '150' }).send(mail(), stopping);
    expect(result).toEqual({ kind: 'unknown', code: 'TIMEOUT', message: 'handed over, but not answered (TIMEOUT)' });
    expect(receiver?.mails).toHaveLength(1);
  });

  it('given that we stop before it is handed over, when sent, then it is called off', async () => {
    const stop = new AbortController();
    const url = await script(['220 hi', '250 me'], () => {
      stop.abort();
    });
    const smtp = senderTo(url);
    const off = { kind: 'unavailable', code: 'STOPPED', message: 'not to be reached (STOPPED)' };
    expect(await smtp.send(mail(), stop.signal)).toEqual(off);
    expect(await smtp.send(mail(), stop.signal)).toEqual(off);
  });

  it('given that we stop once it is handed over, when sent, then its answer is waited for', async () => {
    const stop = new AbortController();
    const { url, mails } = await start((_session, done) => {
      stop.abort();
      setImmediate(done);
    });
    const result = await senderTo(url).send(mail(), stop.signal);
    expect(result).toMatchObject({ kind: 'accepted' });
    expect(mails).toHaveLength(1);
  });

  it('given more messages than connections, when one server slot hangs, then the others arrive', async () => {
    let first = true;
    const { url, mails } = await start((_session, done) => {
      if (!first) done();
      first = false;
    });
    const smtp = senderTo(url, { SMTP_MAX_CONNECTIONS: '2', SMTP_TIMEOUT_MS: '400' });
    const results = await Promise.all(Array.from({ length: 8 }, () => smtp.send(mail(), stopping)));
    expect(results.map(({ kind }) => kind).sort()).toEqual([...Array<string>(7).fill('accepted'), 'unknown']);
    await pollUntil(() => mails.length === 8, { what: 'eight mails' });
  });
});
