import { describe, expect, it } from '@jest/globals';
import { ProblemError } from '@app/platform';

import { ndjsonParser, UNREADABLE_LINE } from './ndjson.js';

describe('newline-delimited JSON', () => {
  it('given lines with either ending and empty ones, when parsed, then each value is an item', () => {
    expect(ndjsonParser.parse('{"a":1}\r\n\n  \n[2]\n"three"')).toEqual([{ a: 1 }, [2], 'three']);
  });

  it('given a line that is no JSON, when parsed, then only that line is unreadable', () => {
    expect(ndjsonParser.parse('{"a":1}\n{"a":\n{"b":2}\n')).toEqual([{ a: 1 }, UNREADABLE_LINE, { b: 2 }]);
  });

  it('given nothing, when parsed, then there is no item', () => {
    expect(ndjsonParser.parse('\n \n')).toEqual([]);
  });

  it('given more lines than a batch may have, when parsed, then it stops with a 413', () => {
    expect(ndjsonParser.parse('1\n'.repeat(1_000))).toHaveLength(1_000);
    expect(() => ndjsonParser.parse('1\n'.repeat(500_000))).toThrow(ProblemError);
  });
});
