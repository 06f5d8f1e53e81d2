import { type ArgumentsHost, type ExceptionFilter, Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Log } from '../logging/log.js';
import { problemOfError } from './problem-of-error.js';
import type { ProblemSpec } from './problem-error.js';
import { RouteTable } from './route-table.js';
import { sendProblem } from './send-problem.js';

/** Not the caller's doing, so the caller may try again: an engine is away, or we have a bug that the log shows. */
const UNAVAILABLE: ProblemSpec = {
  status: 503,
  code: 'unavailable',
  title: 'Service unavailable',
  detail: 'The request could not be served now',
  retryAfterSeconds: 2,
};

/** Answers whatever was thrown, by a controller or by Fastify, as a problem document. Nothing becomes a 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly log: Log,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    // The caller hung up, or the answer has begun: there is nobody to tell.
    if (reply.raw.destroyed || reply.raw.headersSent) return;
    sendProblem(reply, this.problemOf(thrown, http.getRequest<FastifyRequest>()));
  }

  private problemOf(thrown: unknown, request: FastifyRequest): ProblemSpec {
    const problem = problemOfError(thrown);
    if (request.is404 && problem?.status === 404) return this.routes.problemFor(request.url);
    if (problem !== undefined) return problem;
    this.log.error({
      event: 'http.unexpected_error',
      method: request.method,
      route: request.routeOptions.url,
      error: thrown,
    });
    return UNAVAILABLE;
  }
}
