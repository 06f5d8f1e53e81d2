import { hash } from 'node:crypto';

import { parseInstant } from '@app/domain';

import type { ListPlace } from '../sql/list-page.js';
import { formatCursor, parseCursor } from './cursor.js';

/** Raised when the order of lists changes: a place in another order is none in this one. */
const CURSOR_VERSION = '1';
const OFFSET = /^\d{1,15}$/u;

/** The values of a list's filters, always in the same order. */
export type FilterValues = readonly (string | undefined)[];

/** Bound to its list: in another one the place would mean something else. */
export function formatListCursor({ time, offset, partition }: ListPlace, filters: FilterValues): string {
  return formatCursor([CURSOR_VERSION, digestOf(filters), time, String(offset), String(partition)]);
}

/** @returns undefined when it is no cursor of this list */
export function parseListCursor(cursor: string, filters: FilterValues): ListPlace | undefined {
  const [version, digest, text, offset = '', partition = ''] = parseCursor(cursor, 5) ?? [];
  const time = parseInstant(text);
  if (version !== CURSOR_VERSION || digest !== digestOf(filters) || time === undefined) return undefined;
  if (!OFFSET.test(offset) || !/^\d{1,4}$/u.test(partition)) return undefined;
  return { time, offset: Number(offset), partition: Number(partition) };
}

function digestOf(filters: FilterValues): string {
  return hash('sha256', JSON.stringify(filters), 'base64url').slice(0, 11);
}
