import { crashPoint } from '@app/platform';
import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import { IngestionConfig } from '../ingestion.config.js';
import { consistencyTokenOf } from '../intake/consistency-token-of.js';
import { ACCEPTED_ANSWER } from './dialect.js';
import { TransactionIntake } from './transaction-intake.js';
import { TRANSACTION_BODY, TransactionDto } from './transaction.dto.js';

@Controller()
export class WebhookController {
  private readonly answer;
  private readonly statusUrls;

  constructor(
    private readonly intake: TransactionIntake,
    config: IngestionConfig,
  ) {
    this.answer = ACCEPTED_ANSWER[config.dialect];
    this.statusUrls = `${config.readApiUrl}/v1/transactions/`;
  }

  /** 202 only once the log has confirmed the write. The answer is serialised here: it is a few known strings. */
  @Post('v1/webhooks/transactions')
  @RouteSchema({ body: TRANSACTION_BODY })
  async receive(
    @Body() body: TransactionDto,
    @Headers('traceparent') traceparent: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const position = await this.intake.accept(body, this.intake.receipt(traceparent));
    crashPoint('ingestion.before-202');
    // An id's letters all stand for themselves in a URL.
    const statusUrl = this.statusUrls + body.transaction_id;
    void reply
      .code(202)
      .header('content-type', 'application/json; charset=utf-8')
      .header('location', statusUrl)
      .header('consistency-token', consistencyTokenOf('transactions', [position]))
      .send(this.answer({ transactionId: body.transaction_id, statusUrl, body }));
  }
}
