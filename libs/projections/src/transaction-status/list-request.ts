import { hash } from 'node:crypto';

import { parseDate, parseInstant } from '@app/domain';

import { formatCursor, parseCursor } from '../http/cursor.js';
import {
  invalidParameter,
  limitOf,
  parameter,
  refuseOtherParameters,
  type QueryParameters,
} from '../http/list-parameters.js';
import { choiceParameter, currencyParameter, identifierParameter } from '../http/value-parameters.js';
import type { ListPlace, PageRequest, TransactionFilters } from './list-transactions.query.js';
import type { TransactionView } from './transaction-view.js';

const PARAMETERS = ['status', 'merchant_id', 'account', 'currency', 'from', 'to', 'limit', 'cursor'];
const TIME_RULE = 'must be a date or an RFC 3339 time with an offset, from 2000 to 2100';

/** Raised when the order of lists changes: a place in another order is none in this one. */
const CURSOR_VERSION = '1';
const OFFSET = /^\d{1,15}$/u;

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
  const after = parameter(query, 'cursor', (cursor) => placeOf(cursor, filters), 'is no cursor of this list');
  return { filters, limit, after };
}

/** Bound to its list: in another one the place would mean something else. */
export function cursorOf({ occurredAt, offset, partition }: ListPlace, filters: TransactionFilters): string {
  return formatCursor([CURSOR_VERSION, digestOf(filters), occurredAt, String(offset), String(partition)]);
}

function placeOf(cursor: string, filters: TransactionFilters): ListPlace | undefined {
  const [version, digest, time, offset = '', partition = ''] = parseCursor(cursor, 5) ?? [];
  const occurredAt = parseInstant(time);
  if (version !== CURSOR_VERSION || digest !== digestOf(filters) || occurredAt === undefined) return undefined;
  if (!OFFSET.test(offset) || !/^\d{1,4}$/u.test(partition)) return undefined;
  return { occurredAt, offset: Number(offset), partition: Number(partition) };
}

function digestOf({ status, merchantId, account, currency, from, to }: TransactionFilters): string {
  return hash('sha256', JSON.stringify([status, merchantId, account, currency, from, to]), 'base64url').slice(0, 11);
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
