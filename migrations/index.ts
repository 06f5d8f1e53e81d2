import type { Migrations } from '@app/database';

import * as logReaders from './0001-log-readers.js';
import * as projectionGenerations from './0002-projection-generations.js';
import * as transactionClaims from './0003-transaction-claims.js';
import * as workItems from './0004-work-items.js';
import * as rebuilds from './0005-rebuilds.js';
import * as redrives from './0006-redrives.js';
import * as notifications from './0007-notifications.js';
import * as notificationRules from './0008-notification-rules.js';

/** Every migration, oldest first: one line each. */
export const MIGRATIONS: Migrations = {
  '0001-log-readers': logReaders,
  '0002-projection-generations': projectionGenerations,
  '0003-transaction-claims': transactionClaims,
  '0004-work-items': workItems,
  '0005-rebuilds': rebuilds,
  '0006-redrives': redrives,
  '0007-notifications': notifications,
  '0008-notification-rules': notificationRules,
};
