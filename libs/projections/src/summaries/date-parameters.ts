import { parseDate } from '@app/domain';

import { invalidParameter, parameter, type QueryParameters } from '../http/list-parameters.js';
import type { UnitRange } from './stored-sums.js';

/** `from` and `to` as ISO dates, as they were sent. @throws ProblemError 400 */
export function dateParameters(query: QueryParameters): UnitRange {
  const rule = 'must be a date such as 2026-03-29, from 2000 to 2100';
  const from = parameter(query, 'from', parseDate, rule);
  const to = parameter(query, 'to', parseDate, rule);
  if (from !== undefined && to !== undefined && from > to) throw invalidParameter('from', 'must not be after to');
  return { from, to };
}
