import { parseDate, parseInstant } from '@app/domain';

import { formatListCursor, parseListCursor, type FilterValues } from '../http/list-cursor.js';
import {
  invalidParameter,
  limitOf,
  parameter,
  refuseOtherParameters,
  type QueryParameters,
} from '../http/list-parameters.js';
import { choiceParameter, currencyParameter, identifierParameter } from '../http/value-parameters.js';
import type { ListPlace } from '../sql/list-page.js';
import type { PageRequest, TransactionFilters } from './list-transactions.query.js';
import type { TransactionView } from './transaction-view.js';

const PARAMETERS = ['status', 'merchant_id', 'account', 'currency', 'from', 'to', 'limit', 'cursor'];
const TIME_RULE = 'must be a date or an RFC 3339 time with an offset, from 2000 to 2100';

/**
 * Reads the parameters of `GET /v1/transactions`.
 *
 * @param statusWords the words of the dialect for each status
 * @throws ProblemError 400 that names the parameter
 */
export function parsePageRequest(
  query: QueryParameters,
  statusWords: ReadonlyMap<string, TransactionView['status']>,
): PageRequest {
  refuseOtherParameters(query, PARAMETERS);
  const filters: TransactionFilters = {
    status: statusWords.get(choiceParameter(query, 'status', [...statusWords.keys()]) ?? ''),
    merchantId: identifierParameter(query, 'merchant_id'),
    account: identifierParameter(query, 'account'),
    currency: currencyParameter(query),
    from: parameter(query, 'from', parseTime, TIME_RULE),
    to: parameter(query, 'to', parseTime, TIME_RULE),
  };
  if (filters.from !== undefined && filters.to !== undefined && isLater(filters.from, filters.to)) {
    throw invalidParameter('from', 'must not be after to');
  }
  const limit = limitOf(query);
  const after = parameter(
    query,
    'cursor',
    (cursor) => parseListCursor(cursor, valuesOf(filters)),
    'is no cursor of this list',
  );
  return { filters, limit, after };
}

/** Leads to what comes after a place in the list of these filters. */
export function cursorOf(place: ListPlace, filters: TransactionFilters): string {
  return formatListCursor(place, valuesOf(filters));
}

function valuesOf({ status, merchantId, account, currency, from, to }: TransactionFilters): FilterValues {
  return [status, merchantId, account, currency, from, to];
}

/** A date is the start of its day in UTC. */
function parseTime(text: string): string | undefined {
  const date = parseDate(text);
  return date === undefined ? parseInstant(text) : `${date}T00:00:00Z`;
}

/** Without the `Z` the text of canonical instants is in their order, whatever digits of a second they have. */
function isLater(one: string, other: string): boolean {
  return one.slice(0, -1) > other.slice(0, -1);
}
