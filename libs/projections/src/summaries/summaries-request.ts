import { CALENDARS, firstDayOf, GRANULARITIES, isTimeZone, parseDate, WEEK_STARTS } from '@app/domain';

import { formatCursor, parseCursor } from '../http/cursor.js';
import { parameter, refuseOtherParameters, type QueryParameters } from '../http/list-parameters.js';
import { choiceParameter, currencyParameter, identifierParameter } from '../http/value-parameters.js';
import { MEASURES, type Measure } from './bucket-tables.js';
import { dateParameters } from './date-parameters.js';
import type { SummariesRequest } from './find-summaries.js';

const PARAMETERS = [
  ...['granularity', 'from', 'to', 'time_zone', 'week_start', 'calendar'],
  ...['merchant_id', 'currency', 'status', 'cursor'],
];

/** A cursor is the first date of its page, and says of what. */
const CURSOR_OF = 'summaries';

export interface ShownSummaries {
  readonly request: SummariesRequest;
  /** The columns of the answer. */
  readonly measures: readonly Measure[];
}

/**
 * Reads the parameters of `GET /v1/summaries`.
 *
 * @param measureWords by what `status` may call a measure
 * @throws ProblemError 400 that names the parameter
 */
export function parseSummariesRequest(
  query: QueryParameters,
  measureWords: ReadonlyMap<string, Measure>,
): ShownSummaries {
  refuseOtherParameters(query, PARAMETERS);
  const { from, to } = dateParameters(query);
  const rule = {
    granularity: choiceParameter(query, 'granularity', GRANULARITIES) ?? 'day',
    calendar: choiceParameter(query, 'calendar', CALENDARS) ?? 'gregorian',
    weekStart: choiceParameter(query, 'week_start', WEEK_STARTS) ?? 'monday',
  };
  const pageStart = (cursor: string): string | undefined => {
    const [of, text = ''] = parseCursor(cursor, 2) ?? [];
    const date = parseDate(text);
    if (of !== CURSOR_OF || date === undefined || firstDayOf(date, rule) !== date) return undefined;
    return (from !== undefined && date < from) || (to !== undefined && date >= to) ? undefined : date;
  };
  const request = {
    subject: { merchantId: identifierParameter(query, 'merchant_id'), currency: currencyParameter(query) },
    rule,
    timeZone: parameter(query, 'time_zone', known(isTimeZone), 'must be an IANA time zone, such as Asia/Tehran'),
    from: parameter(query, 'cursor', pageStart, 'is no cursor of this list') ?? from,
    to,
  };
  const statusRule = `must be one of ${[...measureWords.keys()].join(', ')}`;
  const only = parameter(query, 'status', (word) => measureWords.get(word), statusRule);
  return { request, measures: only === undefined ? MEASURES : [only] };
}

export function cursorOf(pageStart: string): string {
  return formatCursor([CURSOR_OF, pageStart]);
}

function known(isKnown: (text: string) => boolean): (text: string) => string | undefined {
  return (text) => (isKnown(text) ? text : undefined);
}
