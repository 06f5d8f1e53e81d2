import type { Server } from 'node:http';

import type { FastifyHttpOptions } from 'fastify';

import { answerClientError } from './client-error.js';
import { problemOfError } from './problem-of-error.js';
import type { ProblemSpec } from './problem-error.js';
import { sendProblem } from './send-problem.js';

export interface HttpLimits {
  /** Bytes of a body, where the route sets no limit of its own. */
  readonly bodyLimit: number;
  /** How long a request may take to arrive, body included. */
  readonly receiveTimeoutMs: number;
  /** How often slow requests are looked for. */
  readonly timeoutCheckMs: number;
}

export const DEFAULT_LIMITS: HttpLimits = { bodyLimit: 65_536, receiveTimeoutMs: 10_000, timeoutCheckMs: 1_000 };

/** Above any id, so that a long one is judged by its pattern; below Node's limit of 16 KiB for all headers. */
const MAX_PARAM_LENGTH = 16_384;

const BAD_URL: ProblemSpec = { status: 400, code: 'bad-url', title: 'Bad URL' };

export function fastifyOptions(limits: HttpLimits): FastifyHttpOptions<Server> & { skipMiddie: true } {
  return {
    // A line per request halves the throughput; facts are logged where they happen.
    logger: false,
    // Nest's Express-style middleware: unused here, and a hook on every request.
    skipMiddie: true,
    // While it drains, the app still answers what arrives on open connections, and closes them after.
    return503OnClosing: false,
    bodyLimit: limits.bodyLimit,
    requestTimeout: limits.receiveTimeoutMs,
    http: { headersTimeout: limits.receiveTimeoutMs, connectionsCheckingInterval: limits.timeoutCheckMs },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    clientErrorHandler: (error, socket) => {
      answerClientError(error, socket);
    },
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, problemOfError(error) ?? BAD_URL);
    },
  };
}
