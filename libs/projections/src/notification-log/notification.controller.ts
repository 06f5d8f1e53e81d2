import type { IncomingHttpHeaders } from 'node:http';

import { UUID } from '@app/contracts';
import { Controller, Get, Headers, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import { invalidParameter, nextPageLink, type QueryParameters } from '../http/list-parameters.js';
import { onceBuilt, sendFresh, sendList } from '../http/send-fresh.js';
import { GetNotification } from './get-notification.query.js';
import { ListNotifications } from './list-notifications.query.js';
import { cursorOf, parsePageRequest } from './list-request.js';

@Controller('v1/notifications')
export class NotificationController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async list(
    @Query() query: QueryParameters,
    @Headers() headers: IncomingHttpHeaders,
    @Req() { url }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const page = parsePageRequest(query);
    const consistency = consistencyOf(headers);
    const list = await onceBuilt(this.queries.execute(new ListNotifications(page, consistency)));
    const { items, next } = list.answer;
    const link = next === undefined ? undefined : nextPageLink(url, cursorOf(next, page.filters));
    sendList(reply, consistency, list, (_, meta) => ({ items, meta }), link);
  }

  @Get(':notification_id')
  async show(
    @Param('notification_id') given: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // The log's keys are in lower case.
    const id = given.toLowerCase();
    if (!UUID.test(id)) throw invalidParameter('notification_id', 'must be a UUID');
    const consistency = consistencyOf(headers);
    const read = await onceBuilt(this.queries.execute(new GetNotification(id, consistency)));
    sendFresh(reply, { consistency, headers, what: 'notification' }, read, (notification, provisional) => ({
      ...notification,
      ...(provisional && { meta: { completeness: 'provisional' } }),
    }));
  }
}
