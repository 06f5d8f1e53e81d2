import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

import { loadConfig } from '@app/platform';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

import { SmtpConfig } from './smtp.config.js';
import { SmtpSender } from './smtp.sender.js';

export interface ReceivedMail {
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly raw: string;
}

/** A real SMTP server that takes what it is sent, unless a test wants otherwise. */
export interface SmtpReceiver {
  readonly port: number;
  readonly url: string;
  readonly mails: ReceivedMail[];
  /** Since it started. */
  readonly connections: { count: number };
  /** Ends every connection, as a server does that idles or restarts. */
  readonly hangUp: () => void;
  readonly close: () => Promise<void>;
}

export type AfterMail = (session: SMTPServerSession, done: (error?: Error | null) => void) => void;

/** An answer other than 250. */
export const answers = (responseCode: number, words = 'no'): Error => Object.assign(new Error(words), { responseCode });

export async function startSmtpReceiver(
  options: SMTPServerOptions = {},
  afterMail: AfterMail = (_session, done) => {
    done();
  },
  /** Any free one when left out. */
  listenOn = 0,
): Promise<SmtpReceiver> {
  const mails: ReceivedMail[] = [];
  const connections = { count: 0 };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    closeTimeout: 0,
    onConnect: (_session, done) => {
      connections.count += 1;
      done();
    },
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      const from = mailFrom === false ? undefined : mailFrom.address;
      void text(stream).then((raw) => {
        mails.push({ from, to: rcptTo.map(({ address }) => address), raw });
        afterMail(session, done);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(listenOn, '127.0.0.1');
  await once(server.server, 'listening');
  const connectionsOf = (): Iterable<{ close(): void }> =>
    (server as unknown as { connections: Iterable<{ close(): void }> }).connections;
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${String(port)}`,
    mails,
    connections,
    hangUp: () => {
      for (const connection of [...connectionsOf()]) connection.close();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** A server that greets and answers each command by these lines in turn, and then does as it is told. */
export interface ScriptedServer {
  readonly url: string;
  readonly sockets: readonly Socket[];
  readonly close: () => void;
}

export async function startScripted(lines: readonly string[], then: (socket: Socket) => void): Promise<ScriptedServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const rest = [...lines];
    const proceed = (): void => {
      const line = rest.shift();
      if (line === undefined) then(socket);
      else socket.write(`${line}\r\n`);
    };
    socket.on('error', () => undefined).on('data', proceed);
    proceed();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `smtp://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    sockets,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

export const smtpSenderTo = (url: string, env: Record<string, string> = {}): SmtpSender =>
  new SmtpSender(
    loadConfig(SmtpConfig, {
      SMTP_URL: url,
      SMTP_FROM: 'Tidemark <no-reply@example.com>',
      SMTP_TIMEOUT_MS: '2000',
      ...env,
    }),
  );
