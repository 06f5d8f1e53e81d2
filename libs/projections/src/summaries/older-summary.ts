import { type CalendarName, CALENDARS, type Granularity, numberWhereExact, olderKeyOf } from '@app/domain';

import { invalidParameter, refuseOtherParameters, type QueryParameters } from '../http/list-parameters.js';
import { choiceParameter, currencyParameter, identifierParameter } from '../http/value-parameters.js';
import { addUp, type BucketSums } from './add-up.js';
import type { Subject } from './stored-sums.js';

const PARAMETERS = ['mode', 'type', 'merchant_id', 'currency', 'calendar'];
const MODES = ['daily', 'weekly', 'monthly'] as const;
const GRANULARITY_OF = { daily: 'day', weekly: 'week', monthly: 'month' } as const;
const TYPES = ['amount', 'count'] as const;

/** What `GET /api/transactions/summary` was asked for. */
export interface OlderSummaryRequest {
  readonly subject: Subject;
  readonly granularity: Granularity;
  readonly type: (typeof TYPES)[number];
  readonly calendar: CalendarName;
}

export interface OlderSummaryItem {
  /** `1403/04/04`, `1403/04`; a week is `2026/W13` or, in the Persian calendar, its first day. */
  readonly key: string;
  /** An amount that no double holds is a string. */
  readonly value: number | string;
}

/** @throws ProblemError 400 that names the parameter */
export function parseOlderSummary(query: QueryParameters, defaultCalendar: CalendarName): OlderSummaryRequest {
  refuseOtherParameters(query, PARAMETERS);
  return {
    subject: { merchantId: identifierParameter(query, 'merchant_id'), currency: currencyParameter(query) },
    granularity: GRANULARITY_OF[choiceParameter(query, 'mode', MODES) ?? 'daily'],
    // Counts of several currencies add up, so that this always has an answer.
    type: choiceParameter(query, 'type', TYPES) ?? 'count',
    calendar: choiceParameter(query, 'calendar', CALENDARS) ?? defaultCalendar,
  };
}

/**
 * What was received, oldest first.
 *
 * @param days by day of the reporting zone
 * @throws ProblemError 400 when amounts of several currencies were asked for: they do not add up
 */
export function olderSummary(
  days: readonly BucketSums<string>[],
  { type, granularity, calendar }: OlderSummaryRequest,
): readonly OlderSummaryItem[] {
  const sums = addUp(days.map((row) => ({ ...row, key: olderKeyOf(row.key, granularity, calendar) })));
  return type === 'count' ? counts(sums) : amounts(sums);
}

function counts(sums: readonly BucketSums<string>[]): readonly OlderSummaryItem[] {
  const byKey = new Map<string, number>();
  for (const row of sums) byKey.set(row.key, (byKey.get(row.key) ?? 0) + row.sums.received.count);
  return [...byKey].map(([key, value]) => ({ key, value }));
}

function amounts(sums: readonly BucketSums<string>[]): readonly OlderSummaryItem[] {
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  if (currencies.length > 1) {
    throw invalidParameter(
      'currency',
      `is required: there are amounts in ${currencies.join(', ')}, which do not add up`,
    );
  }
  return sums.map(({ key, exponent, sums: { received } }) => ({
    key,
    value: numberWhereExact(received.minor, exponent),
  }));
}
