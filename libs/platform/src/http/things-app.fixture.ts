import { Socket } from 'node:net';

import { Body, Controller, Get, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import { type NestFastifyApplication, RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

import { RuntimeConfig } from '../config/runtime.config.js';
import { loadConfig } from '../config/load.config.js';
import { PinoLog } from '../logging/pino-log.js';
import { rawBodyOf } from './body-parser.js';
import { createHttpApp, type HttpAppOptions, listen } from './create-http-app.js';
import { HeartbeatController } from './heartbeat.controller.js';
import { RouteBody } from './route-body.js';

const THING = {
  type: 'object',
  required: ['id', 'amount'],
  properties: { id: { type: 'string', pattern: '^[a-z]{1,9}$' }, amount: { type: 'string' } },
};

@Controller('v1/things')
class ThingsController {
  @Post()
  @HttpCode(202)
  @RouteBody({ keepRaw: true })
  @RouteSchema({ body: THING })
  add(
    @Body() thing: { readonly id: string },
    @Req() request: FastifyRequest,
  ): { id: string; bytes: number | undefined } {
    return { id: thing.id, bytes: rawBodyOf(request)?.length };
  }

  @Post('any')
  @RouteBody({ limit: 1_048_576 })
  any(@Body() body: unknown): { readonly type: string } {
    return { type: typeof body };
  }

  @Post('lines')
  @RouteBody({ alsoAccepts: ['application/x-ndjson'] })
  lines(@Body() body: unknown): { readonly lines: unknown } {
    return { lines: body };
  }

  @Get(':id')
  find(@Param('id') id: string): { readonly length: number } {
    if (id === 'broken') throw new Error('the engine is away');
    return { length: id.length };
  }
}

@Module({ controllers: [HeartbeatController, ThingsController] })
class ThingsModule {}

export interface ThingsApp {
  readonly app: NestFastifyApplication;
  readonly port: number;
  readonly origin: string;
  /** What the app logged, as JSON lines. */
  readonly logged: readonly string[];
}

/** A small app on a free port. */
export async function startThings(options: Omit<HttpAppOptions, 'log'> = {}): Promise<ThingsApp> {
  const logged: string[] = [];
  const log = PinoLog.create('things', loadConfig(RuntimeConfig, {}), { write: (line) => void logged.push(line) });
  const app = await createHttpApp(ThingsModule, { ...options, log });
  const port = await listen(app, 0);
  return { app, port, origin: `http://127.0.0.1:${port}`, logged };
}

/** Sends bytes as they are, and all that came back once the server has closed. */
export async function exchange(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  const socket = new Socket();
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', reject);
  socket.on('close', () => {
    resolve(Buffer.concat(chunks).toString('utf8'));
  });
  socket.connect(port, '127.0.0.1', () => {
    for (const part of parts) socket.write(part);
  });
  return promise;
}
