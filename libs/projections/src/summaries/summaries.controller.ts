import type { IncomingHttpHeaders } from 'node:http';

import type { Dialect } from '@app/platform';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import { nextPageLink, type QueryParameters } from '../http/list-parameters.js';
import { onceBuilt, sendList } from '../http/send-fresh.js';
import { DIALECT } from '../transaction-status/dialect.js';
import { GetSummaries } from './get-summaries.query.js';
import { cursorOf, parseSummariesRequest } from './summaries-request.js';
import { measureWordsOf, summariesResponse } from './summaries.response.js';

@Controller()
export class SummariesController {
  private readonly measureWords;

  constructor(
    private readonly queries: QueryBus,
    @Inject(DIALECT) dialect: Dialect,
  ) {
    this.measureWords = measureWordsOf(dialect);
  }

  @Get('v1/summaries')
  async list(
    @Query() query: QueryParameters,
    @Headers() headers: IncomingHttpHeaders,
    @Req() { url }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { request, measures } = parseSummariesRequest(query, this.measureWords);
    const consistency = consistencyOf(headers);
    const list = await onceBuilt(this.queries.execute(new GetSummaries(request, consistency)));
    const { next } = list.answer;
    const cursor = next === undefined ? undefined : cursorOf(next);
    const link = cursor === undefined ? undefined : nextPageLink(url, cursor);
    const shown = { measures, rule: request.rule };
    sendList(reply, consistency, list, (page, meta) => summariesResponse(page, shown, meta, cursor), link);
  }
}
