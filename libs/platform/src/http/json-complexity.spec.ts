import { describe, expect, it } from '@jest/globals';

import { isTooComplex } from './json-complexity.js';

const bytes = (text: string): Buffer => Buffer.from(text);

describe('isTooComplex', () => {
  it.each([
    ['nested', '['.repeat(10_001)],
    ['side by side', `[${'{},'.repeat(10_001)}{}]`],
    ['over many lines', '[\n'.repeat(10_001)],
    ['after a string that does not end', `"\n${'['.repeat(10_001)}`],
  ])('given too many containers %s, when judged, then it is too complex', (_where, text) => {
    expect(isTooComplex(bytes(text))).toBe(true);
  });

  it.each([
    ['in a string', `["${'[{'.repeat(20_000)}"]`],
    ['in a string after an escaped quote', `["\\"${'[{'.repeat(20_000)}"]`],
    ['few enough', '['.repeat(10_000)],
    [
      'of a full batch',
      JSON.stringify(Array.from({ length: 1_000 }, () => ({ id: 'x'.repeat(50), metadata: { a: 1 } }))),
    ],
  ])('given containers %s, when judged, then it is fine', (_where, text) => {
    expect(isTooComplex(bytes(text))).toBe(false);
  });
});
