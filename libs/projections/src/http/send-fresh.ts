import type { IncomingHttpHeaders } from 'node:http';

import { formatConsistencyToken } from '@app/contracts';
import { ProblemError } from '@app/platform';
import type { FastifyReply } from 'fastify';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshList } from '../freshness/fresh-lists.js';
import type { FreshRead } from '../freshness/fresh-reads.js';
import type { ListMeta } from '../freshness/list-meta.js';
import { NoLiveGenerationError } from '../generations/live-generations.js';
import { entityTagOf, isNotModified } from './entity-tag.js';

/** The reader is usually back this soon. */
const RETRY_AFTER_SECONDS = 1;

export interface FreshRequest {
  readonly consistency: Consistency;
  readonly headers: IncomingHttpHeaders;
  /** What a 404 is about, such as `transaction`. */
  readonly what: string;
}

/**
 * Answers a read of one thing: 200, 304, 404 only when there is none, else 503. Every answer carries a token.
 *
 * @param bodyOf the body of a 200
 * @throws ProblemError for the others
 */
export function sendFresh<Found>(
  reply: FastifyReply,
  { consistency, headers, what }: FreshRequest,
  read: FreshRead<Found>,
  bodyOf: (found: Found, provisional: boolean) => object,
): void {
  const answerHeaders = {
    'consistency-token': formatConsistencyToken(read.position),
    ...preferenceApplied(consistency),
  };
  if (read.kind === 'absent') {
    throw new ProblemError({
      status: 404,
      code: `${what}-not-found`,
      title: 'Not found',
      detail: `There is no such ${what}`,
      headers: answerHeaders,
    });
  }
  if (read.kind === 'not-caught-up') throw notCaughtUp(read.reason, answerHeaders);
  if (read.provisional && consistency.strict) throw notCaughtUp('the write is not applied yet', answerHeaders);

  const body = JSON.stringify(bodyOf(read.found, read.provisional));
  const entityTag = entityTagOf(body);
  void reply.headers({ ...answerHeaders, etag: entityTag, 'cache-control': 'no-cache' });
  if (isNotModified(headers['if-none-match'], entityTag)) void reply.code(304).send();
  else void reply.header('content-type', 'application/json; charset=utf-8').send(body);
}

/**
 * Answers a list or a summary: 200, or 503 when the request is strict about a write that is not in it. The token says
 * what is.
 */
export function sendList<Answer>(
  reply: FastifyReply,
  consistency: Consistency,
  { answer, meta, position, stale }: FreshList<Answer>,
  bodyOf: (answer: Answer, meta: ListMeta) => object,
  nextPage?: string,
): void {
  const answerHeaders = { 'consistency-token': formatConsistencyToken(position), ...preferenceApplied(consistency) };
  if (stale && consistency.strict) throw notCaughtUp('the write is not applied yet', answerHeaders);
  if (nextPage !== undefined) void reply.header('link', nextPage);
  void reply
    .headers({ ...answerHeaders, 'cache-control': 'no-cache', 'content-type': 'application/json; charset=utf-8' })
    .send(JSON.stringify(bodyOf(answer, meta)));
}

/** What a read model answers. @throws ProblemError 503 while no generation of it has ever been built */
export async function onceBuilt<Answer>(reading: Promise<Answer>): Promise<Answer> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof NoLiveGenerationError)) throw error;
    throw notCaughtUp('the read model is not built yet', {}, { cause: error });
  }
}

function notCaughtUp(
  reason: string,
  headers: Readonly<Record<string, string>> = {},
  options?: ErrorOptions,
): ProblemError {
  return new ProblemError(
    {
      status: 503,
      code: 'not-caught-up',
      title: 'Not caught up',
      detail: `Try again: ${reason}`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      headers,
    },
    options,
  );
}

function preferenceApplied({ token, waitSeconds }: Consistency): Readonly<Record<string, string>> {
  if (token === undefined || waitSeconds === undefined) return {};
  return { 'preference-applied': `wait=${String(waitSeconds)}` };
}
