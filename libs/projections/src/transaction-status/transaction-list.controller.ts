import type { IncomingHttpHeaders } from 'node:http';

import type { Dialect } from '@app/platform';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import { nextPageLink, type QueryParameters } from '../http/list-parameters.js';
import { onceBuilt, sendList } from '../http/send-fresh.js';
import { DIALECT } from './dialect.js';
import { cursorOf, parsePageRequest } from './list-request.js';
import { ListTransactions } from './list-transactions.query.js';
import { STATUS_WORDS, TRANSACTION_ITEM } from './transaction.response.js';

@Controller()
export class TransactionListController {
  private readonly itemOf;
  private readonly statusWords;

  constructor(
    private readonly queries: QueryBus,
    @Inject(DIALECT) dialect: Dialect,
  ) {
    this.itemOf = TRANSACTION_ITEM[dialect];
    this.statusWords = STATUS_WORDS[dialect];
  }

  @Get('v1/transactions')
  async list(
    @Query() query: QueryParameters,
    @Headers() headers: IncomingHttpHeaders,
    @Req() { url }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const page = parsePageRequest(query, this.statusWords);
    const consistency = consistencyOf(headers);
    const list = await onceBuilt(this.queries.execute(new ListTransactions(page, consistency)));
    const { next } = list.answer;
    const link = next === undefined ? undefined : nextPageLink(url, cursorOf(next, page.filters));
    sendList(reply, consistency, list, ({ items }, meta) => ({ items: items.map(this.itemOf), meta }), link);
  }
}
