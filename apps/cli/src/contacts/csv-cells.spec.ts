import { describe, expect, it } from '@jest/globals';

import { csvCells } from './csv-cells.js';

describe('csvCells', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    [' a , b', ['a', 'b']],
    ['', ['']],
    ['a,', ['a', '']],
    [',', ['', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""", "x "', ['say "hi"', 'x ']],
    ['""', ['']],
  ])('given %j, when read, then its cells', (line, cells) => {
    expect(csvCells(line)).toEqual(cells);
  });

  it.each(['"a', '"a"b', 'a"b', '"a""'])('given %j, when read, then a quote is out of place', (line) => {
    expect(csvCells(line)).toBeUndefined();
  });

  it('given a long line with an open quote, when read, then it is refused at once', () => {
    const began = performance.now();
    expect(csvCells(`"${'""'.repeat(100_000)}x"y`)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
