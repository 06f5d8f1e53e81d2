import { ProblemError } from '@app/platform';
import { describe, expect, it } from '@jest/globals';

import { formatCursor } from '../http/cursor.js';
import type { QueryParameters } from '../http/list-parameters.js';
import { cursorOf, parseSummariesRequest } from './summaries-request.js';
import { measureWordsOf } from './summaries.response.js';

const WORDS = measureWordsOf('tidemark');

describe('parseSummariesRequest', () => {
  it('given nothing, when read, then it is every Gregorian day of the reporting zone', () => {
    expect(parseSummariesRequest({}, WORDS)).toEqual({
      request: {
        subject: { merchantId: undefined, currency: undefined },
        rule: { granularity: 'day', calendar: 'gregorian', weekStart: 'monday' },
        timeZone: undefined,
        from: undefined,
        to: undefined,
      },
      measures: ['received', 'processed', 'failed'],
    });
  });

  it('given a cursor of a page, when read, then the page begins there', () => {
    const query = { from: '2026-03-17', to: '2026-06-01', granularity: 'week', cursor: cursorOf('2026-03-30') };

    expect(parseSummariesRequest(query, WORDS).request).toMatchObject({ from: '2026-03-30', to: '2026-06-01' });
  });

  it.each([
    ['tidemark', 'PROCESSED', 'processed'],
    ['fastapi', 'COMPLETED', 'processed'],
    ['fastapi', 'FAILED', 'failed'],
    ['flask', 'received', 'received'],
  ] as const)('given the dialect %s and status=%s, when read, then it picks %s', (dialect, status, measure) => {
    expect(parseSummariesRequest({ status }, measureWordsOf(dialect)).measures).toEqual([measure]);
  });

  it.each([
    ['granularity', 'hour'],
    ['granularity', ''],
    ['from', '2026-02-30'],
    ['from', '2026-W01-1'],
    ['from', '1999-12-31'],
    ['from', '٢٠٢٦-٠٣-٢٩'],
    ['to', '9999-01-01'],
    ['to', '2026-3-1'],
    ['time_zone', 'Mars/Olympus'],
    ['time_zone', '+03:30'],
    ['time_zone', 'asia/tehran'],
    ['time_zone', ''],
    ['week_start', 'friday'],
    ['calendar', 'lunar'],
    ['merchant_id', 'a b'],
    ['merchant_id', 'a\0b'],
    ['merchant_id', 'x'.repeat(101)],
    ['currency', 'XYZ'],
    ['currency', 'eur'],
    ['currency', '__proto__'],
    ['status', 'PROCESSING'],
    ['status', 'COMPLETED'],
    ['cursor', ''],
    ['cursor', 'gibberish'],
    ['cursor', formatCursor(['2026-03-29'])],
    ['cursor', formatCursor(['other', '2026-03-29'])],
    ['cursor', formatCursor(['summaries', '2026-02-30'])],
    ['merchantId', 'm-1'],
  ])('given %s=%j, when read, then it is refused by name', (name, value) => {
    expectRefused({ [name]: value }, name);
  });

  it.each([
    ['from', { from: '2026-04-01', to: '2026-03-31' }],
    ['from', { from: ['2026-04-01', '2026-04-01'] }],
    ['time_zone', { time_zone: ['UTC', 'UTC'] }],
    ['cursor', { from: '2026-03-30', cursor: cursorOf('2026-03-29') }],
    ['cursor', { to: '2026-03-29', cursor: cursorOf('2026-03-29') }],
    ['cursor', { granularity: 'month', cursor: cursorOf('2026-03-29') }],
  ] as const)('given a wrong %s in %j, when read, then it is refused by name', (name, query) => {
    expectRefused(query, name);
  });
});

function expectRefused(query: QueryParameters, name: string): void {
  let refusal: unknown;
  try {
    parseSummariesRequest(query, WORDS);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(ProblemError);
  expect(refusal).toMatchObject({ problem: { status: 400, errors: [{ pointer: `#/${name}` }] } });
}
