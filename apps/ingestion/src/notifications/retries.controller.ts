import { RouteBody } from '@app/platform';
import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import { ConfirmedWrites } from '../intake/confirmed-writes.js';
import { validTraceparent } from '../intake/traceparent.js';
import { RetryNotification } from '../retry-notification/retry-notification.command.js';
import { AcceptedAnswers, type AcceptedAnswer } from './accepted-answers.js';
import { RETRY_BODY, RetryDto } from './retry.dto.js';

const ID = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } } };

@Controller()
export class RetriesController {
  constructor(
    private readonly writes: ConfirmedWrites,
    private readonly answers: AcceptedAnswers,
  ) {}

  /**
   * Channels that failed, or whose fate is unknown, are to be tried again. Which notifications there are is not known here,
   * as ingestion reads no database: a retry of an id that nobody asked for has no effect, and a 202 says no more than that
   * the log has it.
   */
  @Post('v1/notifications/:id/retries')
  @HttpCode(202)
  @RouteBody({ mayBeEmpty: true })
  @RouteSchema({ params: ID, body: RETRY_BODY })
  async retry(
    @Param('id') id: string,
    @Body() { channels }: RetryDto,
    @Headers('traceparent') traceparent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedAnswer> {
    // Keys are compared as text: the same id has to have the same letters.
    const notificationId = id.toLowerCase();
    const retry = {
      notification_id: notificationId,
      ...(channels !== undefined && { channels: [...new Set(channels)] }),
      requested_by: 'api',
      requested_at: new Date().toISOString(),
    };
    const command = new RetryNotification(retry, validTraceparent(traceparent));
    const position = await this.writes.confirm('notification_retries', command);
    return this.answers.answer(reply, notificationId, position);
  }
}
