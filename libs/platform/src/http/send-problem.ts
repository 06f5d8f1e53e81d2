import type { FastifyReply } from 'fastify';

import { PROBLEM_CONTENT_TYPE, problemDocument, problemHeaders } from './problem-document.js';
import type { ProblemSpec } from './problem-error.js';

/** Sent as bytes: those pass by the route's response schema, which knows only its good answers, and get no charset added. */
export function sendProblem(reply: FastifyReply, problem: ProblemSpec): void {
  const body = Buffer.from(JSON.stringify(problemDocument(problem, reply.request.url)));
  void reply
    .code(problem.status)
    .headers({ ...problemHeaders(problem), 'content-type': PROBLEM_CONTENT_TYPE })
    .send(body);
}
