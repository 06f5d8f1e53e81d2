import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { nextPageLink, type QueryParameters } from '../http/list-parameters.js';
import { deadLetterResponse, type DeadLetterResponse } from './dead-letter.response.js';
import { ListDeadLetters } from './list-dead-letters.query.js';
import { cursorOf, parsePageRequest } from './list-request.js';

interface DeadLettersResponse {
  readonly items: readonly DeadLetterResponse[];
  /** As that of every list. What is parked is known the moment it is: there is no lag, and no generation of it. */
  readonly meta: {
    readonly as_of: string;
    readonly lag_ms: 0;
    readonly completeness: 'complete';
    readonly generation: null;
  };
}

@Controller()
export class DeadLettersController {
  constructor(private readonly queries: QueryBus) {}

  @Get('v1/dead-letters')
  async list(
    @Query() query: QueryParameters,
    @Req() { url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeadLettersResponse> {
    const page = parsePageRequest(query);
    const asOf = new Date().toISOString();
    const { items, next } = await this.queries.execute(new ListDeadLetters(page));
    void reply.header('cache-control', 'no-cache');
    if (next !== undefined) void reply.header('link', nextPageLink(url, cursorOf(next)));
    return {
      items: items.map(deadLetterResponse),
      meta: { as_of: asOf, lag_ms: 0, completeness: 'complete', generation: null },
    };
  }
}
