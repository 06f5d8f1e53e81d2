import type { IncomingHttpHeaders } from 'node:http';

import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import { onceBuilt, sendFresh } from '../http/send-fresh.js';
import { checkTransactionId } from './check-transaction-id.js';
import { GetTimeline } from './get-timeline.query.js';
import { timelineResponse } from './timeline.response.js';

@Controller()
export class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  @Get('v1/transactions/:transaction_id/timeline')
  async show(
    @Param('transaction_id') id: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkTransactionId(id);
    const consistency = consistencyOf(headers);
    const read = await onceBuilt(this.queries.execute(new GetTimeline(id, consistency)));
    sendFresh(reply, { consistency, headers, what: 'transaction' }, read, (timeline, provisional) => ({
      ...timelineResponse(timeline),
      ...(provisional && { meta: { completeness: 'provisional' } }),
    }));
  }
}
