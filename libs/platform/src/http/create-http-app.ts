import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication, FastifyAdapter } from '@nestjs/platform-fastify';

import type { Log } from '../logging/log.js';
import { NestLog } from '../logging/nest-log.js';
import { type BodyParser, installBodyParsers } from './body-parser.js';
import { closeIdleConnections } from './close-idle-connections.js';
import { type HttpLimits, DEFAULT_LIMITS, fastifyOptions } from './fastify-options.js';
import { HttpAppModule } from './http-app.module.js';
import { ProblemFilter } from './problem.filter.js';
import { guardRequest } from './request-guard.js';
import { applyRouteBody } from './route-body.js';
import { RouteTable } from './route-table.js';
import { type AjvPlugin, createValidatorCompiler } from './validator-compiler.js';

export interface HttpAppOptions {
  readonly log: Log;
  readonly limits?: Partial<HttpLimits>;
  /** Readers of bodies other than `application/json`. */
  readonly bodyParsers?: readonly BodyParser[];
  /** Formats and keywords of the route schemas. */
  readonly ajvPlugins?: readonly AjvPlugin[];
}

/** A Nest app on Fastify that answers every error as api.md says, with health and metrics routes. It does not listen yet. */
export async function createHttpApp(
  module: Type | DynamicModule,
  { log, limits, bodyParsers = [], ajvPlugins = [] }: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions({ ...DEFAULT_LIMITS, ...limits }));
  const fastify = adapter.getInstance();
  const routes = new RouteTable();
  fastify.addHook('onRequest', guardRequest);
  fastify.addHook('onRoute', (route) => {
    applyRouteBody(route);
    routes.add(route);
  });
  fastify.setValidatorCompiler(createValidatorCompiler(ajvPlugins));
  installBodyParsers(fastify, bodyParsers);
  closeIdleConnections(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(HttpAppModule.around(module, log), adapter, {
    bodyParser: false,
    // The boot wrapper reports what failed, once, and exits.
    abortOnError: false,
    logger: new NestLog(log),
  });
  app.useGlobalFilters(new ProblemFilter(routes, log));
  return app;
}

/** Starts to accept connections on all interfaces; resolves with the port, which matters when 0 was asked for. */
export async function listen(app: NestFastifyApplication, port: number): Promise<number> {
  await app.listen(port, '0.0.0.0');
  const address = app.getHttpServer().address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no TCP port');
  return address.port;
}
