import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { PROBLEM_CONTENT_TYPE, problemDocument } from './problem-document.js';
import type { ProblemSpec } from './problem-error.js';

const TOO_SLOW: ProblemSpec = {
  status: 408,
  code: 'request-timeout',
  title: 'Request timeout',
  detail: 'The request did not arrive in time',
};
const HEADERS_TOO_LARGE: ProblemSpec = {
  status: 431,
  code: 'headers-too-large',
  title: 'Request header fields too large',
};
const MALFORMED: ProblemSpec = {
  status: 400,
  code: 'malformed-request',
  title: 'Malformed request',
  detail: 'This is not valid HTTP',
};

/** Answers what Node refuses before there is a request that a framework could answer. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const body = JSON.stringify(problemDocument(problem, '/'));
  socket.write(
    [
      `HTTP/1.1 ${problem.status.toString()} ${STATUS_CODES[problem.status] ?? ''}`,
      `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body).toString()}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  socket.destroySoon();
}

function problemOf(code: string | undefined): ProblemSpec {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return TOO_SLOW;
  return code === 'HPE_HEADER_OVERFLOW' ? HEADERS_TOO_LARGE : MALFORMED;
}
