import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import { IntakeMetrics, type Posted } from './intake/intake-metrics.js';
import { NOTIFICATION_BODY } from './notifications/notification.dto.js';
import { RETRY_BODY } from './notifications/retry.dto.js';
import { REPORTED_TRANSACTION_BODY } from './webhook/reported-transaction.dto.js';
import { TRANSACTION_BODY } from './webhook/transaction.dto.js';

const POSTED_BY_BODY: ReadonlyMap<unknown, Posted> = new Map([
  [TRANSACTION_BODY, 'transactions'],
  [REPORTED_TRANSACTION_BODY, 'transactions'],
  [NOTIFICATION_BODY, 'notifications'],
  [RETRY_BODY, 'notification_retries'],
]);

/** Counts the posts that Fastify refused by their route's schema: no controller ever sees those. */
@Injectable()
export class RejectionCounter implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly metrics: IntakeMetrics,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onError', (request, _reply, error, done) => {
      const posted = POSTED_BY_BODY.get(request.routeOptions.schema?.body);
      if (error.validation !== undefined && posted !== undefined) this.metrics.count(posted, 'rejected');
      done();
    });
  }
}
