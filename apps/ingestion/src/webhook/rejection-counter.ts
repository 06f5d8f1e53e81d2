import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

import { IntakeMetrics } from './intake-metrics.js';
import { REPORTED_TRANSACTION_BODY } from './reported-transaction.dto.js';
import { TRANSACTION_BODY } from './transaction.dto.js';

const TRANSACTION_BODIES: ReadonlySet<unknown> = new Set([TRANSACTION_BODY, REPORTED_TRANSACTION_BODY]);

/** Counts the posts that Fastify refused by their route's schema: no controller ever sees those. */
@Injectable()
export class RejectionCounter implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly metrics: IntakeMetrics,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onError', (request, _reply, error, done) => {
      if (error.validation !== undefined && TRANSACTION_BODIES.has(request.routeOptions.schema?.body)) {
        this.metrics.count('rejected');
      }
      done();
    });
  }
}
