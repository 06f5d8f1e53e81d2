import type { IncomingHttpHeaders } from 'node:http';

import { jsonPointer, ProblemError, type Dialect } from '@app/platform';
import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';

import { consistencyOf } from '../http/consistency-headers.js';
import { onceBuilt, sendFresh } from '../http/send-fresh.js';
import { DIALECT } from './dialect.js';
import { GetTransaction } from './get-transaction.query.js';
import type { TransactionView } from './transaction-view.js';
import { olderTransactionResponse, TRANSACTION_ANSWER, type ProvisionalMeta } from './transaction.response.js';

/** The rule of api.md for ids: what does not follow it was never accepted. */
const TRANSACTION_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/u;

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
    if (!TRANSACTION_ID.test(id)) throw invalidId();
    const consistency = consistencyOf(headers);
    const read = await onceBuilt(this.queries.execute(new GetTransaction(id, consistency)));
    sendFresh(reply, { consistency, headers, what: 'transaction' }, read, (view, provisional) =>
      bodyOf(view, provisional ? { meta: { completeness: 'provisional' } } : {}),
    );
  }
}

function invalidId(): ProblemError {
  const detail = `must match ${TRANSACTION_ID.source}`;
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    title: 'Invalid request',
    detail: `transaction_id ${detail}`,
    errors: [{ pointer: jsonPointer('transaction_id'), detail }],
  });
}
