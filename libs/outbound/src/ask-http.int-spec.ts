import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Worker } from 'node:worker_threads';

import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import untrusted from 'smtp-server/lib/tls-options';

import { askHttp, type HttpAnswer, type HttpQuestion } from './ask-http.js';
import { DestinationGuard } from './destination-guard.js';
import { drips, floods, hangsUp, replies, repliesNever, startReceiver, type Receiver } from './receiver.fixture.js';

const portOf = (server: Server): string => String((server.address() as AddressInfo).port);
const answered = { kind: 'answered', status: 200, retryAfterMs: undefined, body: undefined };

/** Says when it is asked, and answers once it is told to. */
const ANSWERS_WHEN_TOLD = `
  const { parentPort, workerData: shared } = require('node:worker_threads');
  const server = require('node:http').createServer((request, response) => {
    parentPort.postMessage('asked');
    Atomics.wait(shared, 0, 0);
    response.end();
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

/** Real: HTTP and TLS over loopback, servers of our own that behave as each test wants. */
describe('askHttp', () => {
  let receiver: Receiver;
  let raw: Server | undefined;
  let stopping: AbortController;

  beforeEach(async () => {
    receiver = await startReceiver();
    stopping = new AbortController();
  });
  afterEach(async () => {
    await receiver.close();
    raw?.close();
    raw = undefined;
  });

  const ask = (more: Partial<HttpQuestion> = {}): Promise<HttpAnswer> => {
    const destination = { url: new URL(`${receiver.origin}/hook?a=1`) };
    const question = { destination, headers: { 'x-key': 'k1' }, body: '{"a":"é"}', timeoutMs: 300, ...more };
    return askHttp(question, stopping.signal);
  };
  const at = (url: string): Partial<HttpQuestion> => ({ destination: { url: new URL(url) } });
  const listening = async (server: Server): Promise<string> => {
    raw = server;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return portOf(server);
  };

  it('given a question, when asked, then it is posted as it is, on a connection of its own', async () => {
    expect(await ask()).toEqual(answered);
    expect(receiver.requests).toEqual([
      {
        method: 'POST',
        path: '/hook?a=1',
        headers: expect.objectContaining({ 'x-key': 'k1', 'content-length': '10', connection: 'close' }),
        body: '{"a":"é"}',
      },
    ]);
  });

  it.each([200, 204, 301, 404, 429, 500, 503])('given status %p, when asked, then it is the answer', async (status) => {
    receiver.reply = replies(status, '', { location: 'http://127.0.0.1:1/', 'retry-after': '7' });
    expect(await ask()).toEqual({ kind: 'answered', status, retryAfterMs: 7_000, body: undefined });
    expect(receiver.requests).toHaveLength(1);
  });

  it('given an answer, when its body is asked for, then it is the text, unless it is too long', async () => {
    receiver.reply = replies(200, 'é'.repeat(8));
    expect(await ask({ maxBodyBytes: 16 })).toEqual({ ...answered, body: 'é'.repeat(8) });
    expect(await ask({ maxBodyBytes: 15 })).toEqual(answered);
  });

  it.each([
    ['that floods us', floods(200)],
    ['that never ends', drips(200)],
  ])(
    'given an answer %s, when asked, then its status counts, in time, and the connection is gone',
    async (_, reply) => {
      receiver.reply = reply;
      expect(await ask()).toEqual(answered);
      expect(await ask({ maxBodyBytes: 16_384 })).toEqual(answered);
      await pollUntil(async () => (await receiver.connections()) === 0, { what: 'no connection' });
    },
  );

  it('given no answer, when the time is over, then the question may have arrived', async () => {
    receiver.reply = repliesNever;
    expect(await ask({ timeoutMs: 50 })).toEqual({ kind: 'broken', wasWritten: true, code: 'TIMEOUT' });
  });

  it('given a connection that drops after the request, when asked, then the question may have arrived', async () => {
    receiver.reply = hangsUp;
    expect(await ask()).toEqual({ kind: 'broken', wasWritten: true, code: 'ECONNRESET' });
  });

  it('given an answer that is no HTTP, when asked, then the question may have arrived', async () => {
    const port = await listening(createServer((socket) => socket.on('error', () => undefined).end('hello\r\n\r\n')));
    expect(await ask(at(`http://127.0.0.1:${port}`))).toMatchObject({ kind: 'broken', wasWritten: true });
  });

  it('given an upgrade that nobody asked for, when asked, then it is broken', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n';
    const port = await listening(createServer((socket) => socket.on('error', () => undefined).write(upgrade)));
    expect(await ask(at(`http://127.0.0.1:${port}`))).toMatchObject({ kind: 'broken', wasWritten: true });
  });

  it('given nobody who listens, when asked, then the question did not leave', async () => {
    const port = await listening(createServer());
    raw?.close();
    const answer = await ask(at(`http://127.0.0.1:${port}`));
    expect(answer).toEqual({ kind: 'broken', wasWritten: false, code: 'ECONNREFUSED' });
  });

  it('given a server that says nothing during the TLS handshake, when asked, then the question did not leave', async () => {
    const port = await listening(createServer());
    const answer = await ask({ ...at(`https://127.0.0.1:${port}`), timeoutMs: 50 });
    expect(answer).toEqual({ kind: 'broken', wasWritten: false, code: 'TIMEOUT' });
  });

  it('given a certificate that nobody vouches for, when asked, then the question did not leave', async () => {
    const servernames: unknown[] = [];
    const SNICallback = (name: string, done: (error: null) => void): void => {
      servernames.push(name);
      done(null);
    };
    const server = createTlsServer({ ...untrusted(), SNICallback }).on('tlsClientError', () => undefined);
    const port = await listening(server);
    const guard = new DestinationGuard(
      { allowHttp: false, allowedNetworks: [{ address: '127.0.0.1', prefix: 32 }] },
      () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
    );
    const answer = await ask({ destination: guard.admit(`https://receiver.test:${port}/`) });
    expect(answer).toEqual({ kind: 'broken', wasWritten: false, code: expect.stringContaining('CERT') });
    expect(servernames).toEqual(['receiver.test']);
  });

  it('given a name that cannot be looked up in time, when asked, then the question did not leave', async () => {
    const guard = new DestinationGuard({ allowHttp: true, allowedNetworks: [] }, () => new Promise(() => undefined));
    const answer = await ask({ destination: guard.admit('http://receiver.test/'), timeoutMs: 50 });
    expect(answer).toEqual({ kind: 'broken', wasWritten: false, code: 'TIMEOUT' });
  });

  it('given a name that leads where we do not go, when asked, then it is forbidden', async () => {
    const guard = new DestinationGuard({ allowHttp: true, allowedNetworks: [] });
    const answer = await ask({ destination: guard.admit(`http://localhost:${String(receiver.port)}/`) });
    expect(answer).toEqual({ kind: 'forbidden', message: 'the URL leads to a network that is not public' });
    expect(receiver.requests).toEqual([]);
  });

  it('given a header that cannot be sent, when asked, then the question did not leave', async () => {
    const answer = await ask({ headers: { 'x-key': 'a\r\nb: c' } });
    expect(answer).toEqual({ kind: 'broken', wasWritten: false, code: 'ERR_INVALID_CHAR' });
  });

  it('given that we stop before it was written, when asked, then the question is called off', async () => {
    const guard = new DestinationGuard({ allowHttp: true, allowedNetworks: [] }, () => {
      stopping.abort();
      return new Promise(() => undefined);
    });
    const answer = await ask({ destination: guard.admit('http://receiver.test/'), timeoutMs: 5_000 });
    expect(answer).toEqual({ kind: 'broken', wasWritten: false, code: 'STOPPED' });
    expect(await ask()).toEqual({ kind: 'broken', wasWritten: false, code: 'STOPPED' });
    expect(receiver.requests).toEqual([]);
  });

  it('given that we stop once it was written, when asked, then the answer is waited for', async () => {
    receiver.reply = (response) => {
      stopping.abort();
      setTimeout(() => response.end(), 20);
    };
    expect(await ask()).toEqual(answered);
  });

  it('given a process that is stopped until after its time-out, when the answer came meanwhile, then it counts', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const server = new Worker(ANSWERS_WHEN_TOLD, { eval: true, workerData: shared });
    try {
      const [port] = (await once(server, 'message')) as [number];
      const answer = ask({ ...at(`http://127.0.0.1:${String(port)}/`), timeoutMs: 200 });
      await once(server, 'message');
      Atomics.add(shared, 0, 1);
      Atomics.notify(shared, 0);
      // Nothing else happens in this thread meanwhile, as when its process is stopped.
      Atomics.wait(shared, 0, 1, 500);

      expect(await answer).toEqual(answered);
    } finally {
      await server.terminate();
    }
  });
});
