import { createHash, timingSafeEqual } from 'node:crypto';

import { ProblemError } from '@app/platform';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { ProjectorConfig } from '../projector.config.js';

/** Actions that change something need ADMIN_API_KEY; without one they are open, but not in production. */
@Injectable()
export class AdminKeyGuard implements CanActivate {
  constructor(private readonly config: ProjectorConfig) {}

  /** @throws ProblemError 401, 403 */
  canActivate(context: ExecutionContext): boolean {
    const { adminKey, runtime } = this.config;
    if (adminKey === undefined) {
      if (runtime.environment !== 'production') return true;
      throw new ProblemError({
        status: 403,
        code: 'admin-key-missing',
        title: 'Forbidden',
        detail: 'ADMIN_API_KEY is not set: nothing can be changed over HTTP in production',
      });
    }
    const { authorization } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (authorization !== undefined && isEqual(authorization, `Bearer ${adminKey}`)) return true;
    throw new ProblemError({
      status: 401,
      code: 'unauthorized',
      title: 'Unauthorized',
      detail: 'Authorization must be Bearer and the admin key',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
}

/** In a time that does not tell how much of it was right. */
function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
