import { dailySummary } from './daily-summary.rule.js';
import { notifyWhenTransactionFailed } from './notify-when-transaction-failed.rule.js';

/** Every rule there is: one line each. */
export const RULES = [notifyWhenTransactionFailed, dailySummary] as const;
