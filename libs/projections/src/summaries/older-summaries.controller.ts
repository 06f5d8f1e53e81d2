import type { IncomingHttpHeaders } from 'node:http';

import type { CalendarName } from '@app/domain';
import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import type { QueryParameters } from '../http/list-parameters.js';
import { onceBuilt, sendList } from '../http/send-fresh.js';
import { dailyAverages, parseAveragesRequest } from './daily-averages.js';
import { GetDailySums } from './get-daily-sums.query.js';
import { olderSummary, parseOlderSummary } from './older-summary.js';
import { SUMMARY_CALENDAR } from './summary-calendar.js';

/** The summaries of older clients: bare arrays over days of the reporting zone. No transaction has these names. */
@Controller('api/transactions')
export class OlderSummariesController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(SUMMARY_CALENDAR) private readonly calendar: CalendarName,
  ) {}

  @Get('summary')
  async summary(
    @Query() query: QueryParameters,
    @Headers() headers: IncomingHttpHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = parseOlderSummary(query, this.calendar);
    const consistency = consistencyOf(headers);
    const everyDay = { from: undefined, to: undefined };
    const list = await onceBuilt(this.queries.execute(new GetDailySums(request.subject, everyDay, consistency)));
    sendList(reply, consistency, list, (days) => olderSummary(days, request));
  }

  @Get('average')
  async average(
    @Query() query: QueryParameters,
    @Headers() headers: IncomingHttpHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { subject, dates } = parseAveragesRequest(query);
    const consistency = consistencyOf(headers);
    const list = await onceBuilt(this.queries.execute(new GetDailySums(subject, dates, consistency)));
    sendList(reply, consistency, list, dailyAverages);
  }
}
