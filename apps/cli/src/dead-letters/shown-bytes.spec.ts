import { describe, expect, it } from '@jest/globals';

import { shownBytes, shownError, shownKey, shownMessage } from './shown-bytes.js';

describe('bytes on a terminal', () => {
  it('given plain text, when shown, then it is that, line by line', () => {
    expect(shownBytes(Buffer.from('{\n\t"zażółć": 1 }'))).toEqual(['{', '\t"zażółć": 1 }']);
  });

  it.each([
    ['no UTF-8', Buffer.from([0xff, 0x00, 0x41]), 'ff 00 41'],
    ['an escape sequence', Buffer.from('\u001b[2J'), '1b 5b 32 4a'],
    ['a right-to-left override', Buffer.from('a\u202e'), '61 e2 80 ae'],
    ['nothing', Buffer.from(''), '(empty)'],
  ])('given %s, when shown, then it is hex', (_, bytes, shown) => {
    expect(shownBytes(bytes)).toEqual([shown]);
    expect(shownKey(bytes)).toBe(shown);
  });

  it('given more bytes than fit on a line, when shown, then there are several lines', () => {
    expect(shownBytes(Buffer.alloc(33)).map((line) => line.length)).toEqual([95, 2]);
  });

  it('given a message of anybody, when shown, then it is one line without commands, of bounded length', () => {
    expect(shownMessage('a\n b\u001b[2J')).toBe('a b\uFFFD[2J');
    expect(shownMessage('x'.repeat(100), 10)).toBe('xxxxxxxxx…');
  });

  it('given what a record is parked for, when shown, then its class is there once', () => {
    expect(shownError('sqlstate-23514', 'violates a check')).toBe('sqlstate-23514: violates a check');
    expect(shownError('not-json', 'not-json: the value is not JSON')).toBe('not-json: the value is not JSON');
  });
});
