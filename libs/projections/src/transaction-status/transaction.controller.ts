import type { IncomingHttpHeaders } from 'node:http';

import type { Dialect } from '@app/platform';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import { onceBuilt, sendFresh } from '../http/send-fresh.js';
import { checkTransactionId } from './check-transaction-id.js';
import { DIALECT } from './dialect.js';
import { GetTransaction } from './get-transaction.query.js';
import type { TransactionView } from './transaction-view.js';
import { olderTransactionResponse, TRANSACTION_ANSWER, type ProvisionalMeta } from './transaction.response.js';

@Controller()
export class TransactionController {
  private readonly answer;

  constructor(
    private readonly queries: QueryBus,
    @Inject(DIALECT) dialect: Dialect,
  ) {
    this.answer = TRANSACTION_ANSWER[dialect];
  }

  @Get('v1/transactions/:transaction_id')
  show(
    @Param('transaction_id') id: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(id, headers, reply, this.answer);
  }

  @Get('api/transactions/:transaction_id')
  showForOlderClients(
    @Param('transaction_id') id: string,
    @Headers() headers: IncomingHttpHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(id, headers, reply, (view, meta) => ({ ...olderTransactionResponse(view), ...meta }));
  }

  private async send(
    id: string,
    headers: IncomingHttpHeaders,
    reply: FastifyReply,
    bodyOf: (view: TransactionView, meta: ProvisionalMeta) => object,
  ): Promise<void> {
    checkTransactionId(id);
    const consistency = consistencyOf(headers);
    const read = await onceBuilt(this.queries.execute(new GetTransaction(id, consistency)));
    sendFresh(reply, { consistency, headers, what: 'transaction' }, read, (view, provisional) =>
      bodyOf(view, provisional ? { meta: { completeness: 'provisional' } } : {}),
    );
  }
}
