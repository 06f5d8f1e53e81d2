import { formatCursor, parseCursor } from '../http/cursor.js';
import {
  limitOf,
  parameter,
  refuseOtherParameters,
  textParameter,
  type QueryParameters,
} from '../http/list-parameters.js';
import type { DeadLetterFilters, DeadLetterPlace } from './dead-letter.js';

const PARAMETERS = ['projection', 'error_class', 'key', 'limit', 'cursor'];
const NAME = /^[A-Za-z0-9._-]{1,250}$/u;
const NAME_RULE = 'must be letters, digits, dots, dashes and underscores';

/** Of which list a cursor is, and in which order that was. */
const CURSOR_KIND = 'dead-letters-1';

export interface PageRequest {
  readonly filters: DeadLetterFilters;
  /** Items at most. */
  readonly limit: number;
  /** Where the page before has ended. */
  readonly after: DeadLetterPlace | undefined;
}

/** Reads the parameters of `GET /v1/dead-letters`. @throws ProblemError 400 that names the parameter */
export function parsePageRequest(query: QueryParameters): PageRequest {
  refuseOtherParameters(query, PARAMETERS);
  return {
    filters: {
      projection: textParameter(query, 'projection', NAME, NAME_RULE),
      errorClass: textParameter(query, 'error_class', NAME, NAME_RULE),
      key: parameter(query, 'key', (text) => Buffer.from(text), 'must be a text'),
    },
    limit: limitOf(query),
    after: parameter(query, 'cursor', placeOf, 'is no cursor of this list'),
  };
}

export function cursorOf({ reader, topic, partition, offset }: DeadLetterPlace): string {
  return formatCursor([CURSOR_KIND, reader, topic, String(partition), String(offset)]);
}

function placeOf(cursor: string): DeadLetterPlace | undefined {
  const [kind, reader = '', topic = '', partition = '', offset = ''] = parseCursor(cursor, 5) ?? [];
  if (kind !== CURSOR_KIND || !NAME.test(reader) || !NAME.test(topic)) return undefined;
  if (!/^\d{1,4}$/u.test(partition) || !/^\d{1,15}$/u.test(offset)) return undefined;
  return { reader, topic, partition: Number(partition), offset: Number(offset) };
}
