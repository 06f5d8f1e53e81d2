import { isUtf8 } from 'node:buffer';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ProblemError } from './problem-error.js';
import { unsupportedMedia } from './request-guard.js';

/** Turns the text of a body into what the route's schema judges. Throws a ProblemError for what it cannot read. */
export interface BodyParser {
  /** Media type without parameters, such as `application/x-ndjson`. */
  readonly contentType: string;
  readonly parse: (text: string) => unknown;
}

/** The bytes of each body whose route asked for them. Weak: they go with the request. */
const rawBodies = new WeakMap<FastifyRequest, Buffer>();

type Done = (error: Error | null, body?: unknown) => void;

/** The bytes as they came, for signatures. Only for routes with `@RouteBody({ keepRaw: true })`. */
export function rawBodyOf(request: FastifyRequest): Buffer | undefined {
  return rawBodies.get(request);
}

/**
 * JSON as Fastify reads it (`__proto__` and `constructor` keys are refused), and the parsers given, for the routes that
 * accept their type; any other type is a 415.
 */
export function installBodyParsers(fastify: FastifyInstance, parsers: readonly BodyParser[]): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    withText(request, body, done, (text) => {
      // The parser answers through `done`, at once.
      void parseJson(request, text, done);
    });
  });
  for (const { contentType, parse } of parsers) {
    fastify.addContentTypeParser<Buffer>(contentType, { parseAs: 'buffer' }, (request, body, done) => {
      if (request.routeOptions.config.bodyTypes?.includes(contentType) !== true) {
        done(unsupportedMedia('Send the body as application/json'));
        return;
      }
      withText(request, body, done, (text) => {
        done(null, parse(text));
      });
    });
  }
}

function withText(request: FastifyRequest, body: Buffer, done: Done, read: (text: string) => void): void {
  const contentType = request.headers['content-type'];
  if (contentType !== undefined && !isUtf8Charset(contentType)) {
    done(unsupportedMedia('Send the body as UTF-8'));
  } else if (isUtf8(body)) {
    if (request.routeOptions.config.keepRawBody === true) rawBodies.set(request, body);
    read(body.toString('utf8'));
  } else {
    done(
      new ProblemError({ status: 400, code: 'invalid-utf-8', title: 'Invalid UTF-8', detail: 'The body is not UTF-8' }),
    );
  }
}

function isUtf8Charset(contentType: string): boolean {
  const parameters = contentType.indexOf(';');
  if (parameters === -1) return true;
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/iu.exec(contentType.slice(parameters))?.[1];
  return charset === undefined || /^utf-?8$/iu.test(charset);
}
