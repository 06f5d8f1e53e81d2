import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { exchange, startThings, type ThingsApp } from './things-app.fixture.js';

const POST = 'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

let things: ThingsApp;
beforeAll(async () => {
  things = await startThings({ limits: { receiveTimeoutMs: 200, timeoutCheckMs: 50 } });
});
afterAll(() => things.app.close());

function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as unknown;
}

describe('an app of createHttpApp, on the wire', () => {
  it('given a body that does not end, when the time is over, then it is 408', async () => {
    const answer = await exchange(things.port, `${POST}Content-Length: 100\r\n\r\n{"id":`);

    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nContent-Type: application\/problem\+json\r\n/u);
    expect(bodyOf(answer)).toMatchObject({ status: 408, code: 'request-timeout', retryable: true });
  });

  it('given headers that do not end, when the time is over, then it is 408', async () => {
    const answer = await exchange(things.port, POST);

    expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
    expect(bodyOf(answer)).toMatchObject({ code: 'request-timeout' });
  });

  it('given what is no HTTP, when sent, then it is 400', async () => {
    const answer = await exchange(things.port, 'hello?\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 400 /u);
    expect(bodyOf(answer)).toMatchObject({ code: 'malformed-request' });
  });

  it('given headers of more than 16 KiB, when sent, then it is 431', async () => {
    const answer = await exchange(things.port, `${POST}X-Long: ${'a'.repeat(20_000)}\r\n\r\n`);

    expect(bodyOf(answer)).toMatchObject({ status: 431, code: 'headers-too-large' });
  });

  it('given a body shorter than it says, when the sender hangs up, then nothing is logged as our error', async () => {
    await exchange(things.port, `${POST}Content-Length: 100\r\n\r\n{`);

    expect(things.logged).toEqual([]);
  });

  it('given none of the above, when asked afterwards, then the app still answers', async () => {
    const answer = await exchange(things.port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/u);
  });
});
