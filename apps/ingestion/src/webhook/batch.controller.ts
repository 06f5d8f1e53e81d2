import { ProblemError, RouteBody } from '@app/platform';
import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import { consistencyTokenOf } from '../intake/consistency-token-of.js';
import { BatchIntake, type BatchItem } from './batch-intake.js';
import { MAX_BATCH_BYTES, MAX_BATCH_ITEMS, tooManyItems } from './batch-limits.js';
import { NDJSON } from './ndjson.js';
import { TransactionIntake } from './transaction-intake.js';

interface BatchAnswer extends Readonly<Record<BatchItem['result'], number>> {
  readonly items: readonly BatchItem[];
}

@Controller()
export class BatchController {
  constructor(
    private readonly batches: BatchIntake,
    private readonly intake: TransactionIntake,
  ) {}

  /** 202 with a result for each item, as soon as one was written. */
  @Post('v1/webhooks/transactions/batch')
  @HttpCode(202)
  @RouteBody({ limit: MAX_BATCH_BYTES, alsoAccepts: [NDJSON] })
  @RouteSchema({ body: { type: 'array', minItems: 1 } })
  async receive(
    @Body() body: unknown[],
    @Headers('traceparent') traceparent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BatchAnswer> {
    if (body.length > MAX_BATCH_ITEMS) throw tooManyItems();
    const { items, positions, problem } = await this.batches.accept(body, this.intake.receipt(traceparent));
    const answer = summarise(items);
    if (answer.accepted > 0) {
      reply.header('consistency-token', consistencyTokenOf('transactions', positions));
      return answer;
    }
    throw new ProblemError({ ...(problem ?? ALL_REJECTED), extensions: { ...answer } });
  }
}

const ALL_REJECTED = {
  status: 422,
  code: 'all-rejected',
  title: 'All items were rejected',
  detail: 'No item of the batch is a valid transaction',
};

function summarise(items: readonly BatchItem[]): BatchAnswer {
  const count = (result: BatchItem['result']): number => items.filter((item) => item.result === result).length;
  return { accepted: count('accepted'), rejected: count('rejected'), unknown: count('unknown'), items };
}
