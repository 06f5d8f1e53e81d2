import type { BodyParser } from '@app/platform';

import { MAX_BATCH_ITEMS, tooManyItems } from './batch-limits.js';

export const NDJSON = 'application/x-ndjson';

/** A line of a batch that is no JSON: one rejected item, not a rejected batch. */
export const UNREADABLE_LINE = Symbol('unreadable line');

/** One JSON value a line; empty lines are no items. */
export const ndjsonParser: BodyParser = { contentType: NDJSON, parse: parseLines };

/** Stops at the limit: half a million one-character lines fit into a megabyte. */
function parseLines(text: string): readonly unknown[] {
  const items: unknown[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end).trim();
    start = end + 1;
    if (line === '') continue;
    if (items.length === MAX_BATCH_ITEMS) throw tooManyItems();
    items.push(parseLine(line));
  }
  return items;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return UNREADABLE_LINE;
  }
}
