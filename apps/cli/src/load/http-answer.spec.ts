import { describe, expect, it } from '@jest/globals';

import { parseAnswer } from './http-answer.js';

const ACCEPTED = 'HTTP/1.1 202 Accepted\r\nContent-Length: 22\r\nconnection: keep-alive\r\n\r\n{"message":"accepted"}';

describe('parseAnswer', () => {
  it('given a whole answer, when parsed, then it has status and body and the connection stays', () => {
    expect(parseAnswer(ACCEPTED)).toEqual({ status: 202, body: '{"message":"accepted"}', last: false });
  });

  it('given every beginning of an answer, when parsed, then it is incomplete', () => {
    for (let length = 0; length < ACCEPTED.length; length += 1) {
      expect(parseAnswer(ACCEPTED.slice(0, length))).toBeUndefined();
    }
  });

  it('given chunks, when parsed, then the answer is complete with the last one', () => {
    const head = 'HTTP/1.1 503 Service Unavailable\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(parseAnswer(`${head}5\r\nhello\r\n`)).toBeUndefined();
    expect(parseAnswer(`${head}5\r\nhello\r\n0\r\n\r\n`)?.status).toBe(503);
  });

  it('given connection: close, when parsed, then the answer is the last one', () => {
    const text = 'HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';
    expect(parseAnswer(text)).toEqual({ status: 408, body: '', last: true });
  });
});
