import { describe, expect, it } from '@jest/globals';

import { formatCursor, parseCursor } from './cursor.js';
import { nextPageLink } from './list-parameters.js';

describe('a cursor', () => {
  it('given a place, when written and read, then it is the same', () => {
    const place = ['2026-03-29T01:30:00Z', 'tx-"ü"', ''];

    expect(parseCursor(formatCursor(place), 3)).toEqual(place);
  });

  it.each(['', '!', 'bnVsbA', formatCursor(['one']), Buffer.from('[1,2,3]').toString('base64url')])(
    'given %j, when read as a place of three parts, then it is none',
    (text) => {
      expect(parseCursor(text, 3)).toBeUndefined();
    },
  );

  it('given a request, when linked to its next page, then its other parameters are kept', () => {
    expect(nextPageLink('/v1/things?key=a%20b&cursor=old', 'new')).toBe('</v1/things?key=a+b&cursor=new>; rel="next"');
  });
});
