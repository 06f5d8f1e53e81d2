import { notificationLog } from './notification-log/notification-log.projection.js';
import type { Projection } from './projection.js';
import { summaries } from './summaries/summaries.projection.js';
import { transactionStatus } from './transaction-status/transaction-status.projection.js';

/** Every read model: one line each. */
export const PROJECTIONS: readonly Projection[] = [notificationLog, summaries, transactionStatus];
