import { RouteConfig } from '@nestjs/platform-fastify';
import type { preValidationHookHandler, RouteOptions } from 'fastify';

export interface RouteBodyOptions {
  /** Bytes; a longer body is a 413. */
  readonly limit?: number;
  /** Media types that the route takes beside `application/json`; the app needs a `BodyParser` for each. */
  readonly alsoAccepts?: readonly string[];
  /** Keep the bytes for `rawBodyOf(request)`. */
  readonly keepRaw?: boolean;
  /** A body that is absent or empty counts as `{}`. */
  readonly mayBeEmpty?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly bodyLimit?: number;
    readonly bodyTypes?: readonly string[];
    readonly keepRawBody?: boolean;
    readonly bodyMayBeEmpty?: boolean;
  }
}

/** How the body of one route is read. On the controller's method, beside `@Post()`. */
export const RouteBody = ({
  limit,
  alsoAccepts = [],
  keepRaw = false,
  mayBeEmpty = false,
}: RouteBodyOptions): MethodDecorator =>
  RouteConfig({
    keepRawBody: keepRaw,
    bodyTypes: alsoAccepts,
    bodyMayBeEmpty: mayBeEmpty,
    ...(limit === undefined ? {} : { bodyLimit: limit }),
  });

/** Nest passes a route's config on, but not what Fastify has to know of it. Runs as Fastify's `onRoute` hook. */
export function applyRouteBody(route: RouteOptions): void {
  const { bodyLimit, bodyMayBeEmpty } = route.config ?? {};
  if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
  if (bodyMayBeEmpty === true) route.preValidation = emptyWhenAbsent;
}

/** Before the schema judges it. */
const emptyWhenAbsent: preValidationHookHandler = (request, _reply, done) => {
  // Null is a body, and none that a route takes.
  if (request.body === undefined) request.body = {};
  done();
};
