import { isUtf8 } from 'node:buffer';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { isTooComplex } from './json-complexity.js';
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
    if (body.length === 0 && request.routeOptions.config.bodyMayBeEmpty === true) {
      done(null, {});
      return;
    }
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
  const refusal = refusalOf(body, request.headers['content-type']);
  if (refusal !== undefined) {
    done(refusal);
    return;
  }
  if (request.routeOptions.config.keepRawBody === true) rawBodies.set(request, body);
  read(body.toString('utf8'));
}

function refusalOf(body: Buffer, contentType: string | undefined): ProblemError | undefined {
  if (contentType !== undefined && !isUtf8Charset(contentType)) return unsupportedMedia('Send the body as UTF-8');
  if (!isUtf8(body)) return unreadable('invalid-utf-8', 'Invalid UTF-8', 'The body is not UTF-8');
  if (isTooComplex(body))
    return unreadable('too-complex', 'Body too complex', 'The body has too many objects and arrays');
  return undefined;
}

function unreadable(code: string, title: string, detail: string): ProblemError {
  return new ProblemError({ status: 400, code, title, detail });
}

function isUtf8Charset(contentType: string): boolean {
  const parameters = contentType.indexOf(';');
  if (parameters === -1) return true;
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/iu.exec(contentType.slice(parameters))?.[1];
  return charset === undefined || /^utf-?8$/iu.test(charset);
}
