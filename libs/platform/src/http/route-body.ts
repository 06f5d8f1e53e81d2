import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';

export interface RouteBodyOptions {
  /** Bytes; a longer body is a 413. */
  readonly limit?: number;
  /** Media types that the route takes beside `application/json`; the app needs a `BodyParser` for each. */
  readonly alsoAccepts?: readonly string[];
  /** Keep the bytes for `rawBodyOf(request)`. */
  readonly keepRaw?: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly bodyLimit?: number;
    readonly bodyTypes?: readonly string[];
    readonly keepRawBody?: boolean;
  }
}

/** How the body of one route is read. On the controller's method, beside `@Post()`. */
export const RouteBody = ({ limit, alsoAccepts = [], keepRaw = false }: RouteBodyOptions): MethodDecorator =>
  RouteConfig({ keepRawBody: keepRaw, bodyTypes: alsoAccepts, ...(limit === undefined ? {} : { bodyLimit: limit }) });

/** Nest passes a route's config on, but not its body limit. Runs as Fastify's `onRoute` hook. */
export function applyBodyLimit(route: RouteOptions): void {
  const limit = route.config?.bodyLimit;
  if (limit !== undefined) route.bodyLimit = limit;
}
