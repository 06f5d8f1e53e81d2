import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

import { namingIgnored } from '../intake/ignored-fields.js';
import { AcceptedAnswers, type AcceptedAnswer } from './accepted-answers.js';
import { NotificationIntake } from './notification-intake.js';
import { NOTIFICATION_BODY, NotificationDto } from './notification.dto.js';

/** The same at both routes and in every dialect. */
@Controller()
export class NotificationsController {
  constructor(
    private readonly intake: NotificationIntake,
    private readonly answers: AcceptedAnswers,
  ) {}

  /** 202 only once the log has confirmed the write. */
  @Post(['v1/notifications', 'api/notifications'])
  @HttpCode(202)
  @RouteSchema({ body: NOTIFICATION_BODY })
  async request(
    @Body() body: NotificationDto,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Headers('traceparent') traceparent: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedAnswer> {
    const { notificationId, position, ignored } = await this.intake.accept(body, { idempotencyKey, traceparent });
    return { ...this.answers.answer(reply, notificationId, position), ...namingIgnored(ignored) };
  }
}
