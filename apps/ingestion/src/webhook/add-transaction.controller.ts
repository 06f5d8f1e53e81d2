import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import { consistencyTokenOf } from '../intake/consistency-token-of.js';
import { REPORTED_TRANSACTION_BODY, ReportedTransactionDto } from './reported-transaction.dto.js';
import { TransactionIntake } from './transaction-intake.js';

/** The route of older clients, who report a status with the transaction. The same in every dialect. */
@Controller()
export class AddTransactionController {
  constructor(private readonly intake: TransactionIntake) {}

  @Post('api/add-transaction')
  @HttpCode(200)
  @RouteSchema({ body: REPORTED_TRANSACTION_BODY })
  async add(
    @Body() body: ReportedTransactionDto,
    @Headers('traceparent') traceparent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly message: string }> {
    const position = await this.intake.accept(body, this.intake.receipt(traceparent, body));
    reply.header('consistency-token', consistencyTokenOf('transactions', [position]));
    return { message: 'Transaction detail was obtained successfully.' };
  }
}
