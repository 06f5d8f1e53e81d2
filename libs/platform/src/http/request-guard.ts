import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

import { ProblemError } from './problem-error.js';

/** Runs first for every request, so it only compares. */
export function guardRequest(request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    done(unsupportedMedia('Send the body without Content-Encoding'));
  } else if (request.raw.url?.includes('%00') === true) {
    // PostgreSQL knows no NUL in text; nothing that we store has one.
    done(new ProblemError({ status: 400, code: 'bad-url', title: 'Bad URL', detail: 'The URL has a NUL in it' }));
  } else {
    done();
  }
}

export function unsupportedMedia(detail: string): ProblemError {
  return new ProblemError({ status: 415, code: 'unsupported-media-type', title: 'Unsupported media type', detail });
}
