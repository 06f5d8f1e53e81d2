import { firstDayAfter, numberWhereExact } from '@app/domain';

import { refuseOtherParameters, type QueryParameters } from '../http/list-parameters.js';
import { currencyParameter } from '../http/value-parameters.js';
import { addUp, type BucketSums } from './add-up.js';
import { dateParameters } from './date-parameters.js';
import type { Subject, UnitRange } from './stored-sums.js';

const PARAMETERS = ['from', 'to', 'currency'];

export interface DailyAverage {
  /** ISO date of the reporting zone. */
  readonly date: string;
  /** Of all that was received, to the minor unit, half to even; a string where no double holds it. */
  readonly average_amount: number | string;
  readonly count: number;
  readonly currency: string;
}

/** Reads the parameters of `GET /api/transactions/average/`, where both ends are included. @throws ProblemError 400 */
export function parseAveragesRequest(query: QueryParameters): { readonly subject: Subject; readonly dates: UnitRange } {
  refuseOtherParameters(query, PARAMETERS);
  const { from, to } = dateParameters(query);
  return {
    subject: { merchantId: undefined, currency: currencyParameter(query) },
    dates: { from, to: to === undefined ? undefined : dayAfter(to) },
  };
}

/** A row for each day and currency, oldest first. */
export function dailyAverages(days: readonly BucketSums<string>[]): readonly DailyAverage[] {
  return addUp(days).map(({ key: date, currency, exponent, sums: { received } }) => ({
    date,
    average_amount: numberWhereExact(quotient(received.minor, BigInt(received.count)), exponent),
    count: received.count,
    currency,
  }));
}

/** Rounded half to even; neither is negative. */
export function quotient(dividend: bigint, divisor: bigint): bigint {
  const whole = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  const isUp = twice > divisor || (twice === divisor && whole % 2n === 1n);
  return isUp ? whole + 1n : whole;
}

function dayAfter(date: string): string {
  return firstDayAfter(date, { granularity: 'day', calendar: 'gregorian', weekStart: 'monday' });
}
