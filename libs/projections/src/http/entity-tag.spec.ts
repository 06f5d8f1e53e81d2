import { describe, expect, it } from '@jest/globals';

import { entityTagOf, isNotModified } from './entity-tag.js';

describe('entityTagOf', () => {
  it('given equal bodies, when tagged, then the tags are equal, and others for others', () => {
    expect(entityTagOf('{"a":1}')).toBe(entityTagOf('{"a":1}'));
    expect(entityTagOf('{"a":1}')).not.toBe(entityTagOf('{"a":2}'));
    expect(entityTagOf('')).toMatch(/^"[\w-]{27}"$/u);
  });
});

describe('isNotModified', () => {
  it.each([
    ['"tag"', true],
    ['W/"tag"', true],
    ['"other", "tag"', true],
    ['*', true],
    ['"other"', false],
    ['tag', false],
    ['', false],
    [undefined, false],
  ])('given If-None-Match %s, when compared with "tag", then %s', (header, expected) => {
    expect(isNotModified(header, '"tag"')).toBe(expected);
  });
});
