import { notificationLog } from './notification-log/notification-log.projection.js';
import type { Projection } from './projection.js';
import { summaries } from './summaries/summaries.projection.js';
import { transactionStatus } from './transaction-status/transaction-status.projection.js';

/** Every read model: one line each. */
export const PROJECTIONS: readonly Projection[] = [notificationLog, summaries, transactionStatus];

/** @throws UnknownProjectionError */
export function projectionNamed(name: string): Projection {
  const found = PROJECTIONS.find((projection) => projection.name === name);
  if (found === undefined) throw new UnknownProjectionError(name);
  return found;
}

export class UnknownProjectionError extends Error {
  constructor(name: string) {
    super(`there is no read model ${name}; there are: ${PROJECTIONS.map((it) => it.name).join(', ')}`);
  }
}
