import { describe, expect, it } from '@jest/globals';

import { fillIn, templateProblem } from './template.js';

describe('a template', () => {
  it('given values, when filled in, then each placeholder has its own, as often as it is named', () => {
    const text = fillIn('Your total is {amount} {currency}. {amount}!', { amount: '490000', currency: 'Rials' }, 100);
    expect(text).toBe('Your total is 490000 Rials. 490000!');
  });

  it('given a value that looks like a placeholder or like code, when filled in, then it stays as it is', () => {
    const values = { reason: '{amount} ${1+1} $& $1', amount: '1' };
    expect(fillIn('{reason}', values, 100)).toBe('{amount} ${1+1} $& $1');
  });

  it.each([undefined, null, '', ' \n'])(
    'given nothing to say (%j), when filled in, then a dash stands for it',
    (reason) => {
      expect(fillIn('{reason}', { reason }, 100)).toBe('-');
    },
  );

  it('given a value with line breaks, NUL and half a character, when filled in, then it is one line that can be stored', () => {
    expect(fillIn('{reason}', { reason: 'a\r\nBcc: b\0\uD800' }, 100)).toBe('a  Bcc: b\uFFFD\uFFFD');
  });

  it('given more than fits, when filled in, then it is cut', () => {
    expect(fillIn('{reason}{reason}', { reason: 'x'.repeat(10_000) }, 700)).toBe('x'.repeat(700));
  });

  it.each([
    ['names what there is not', 'Hello {nmae} and {amount}', 'has no placeholder {nmae}; there are: {amount}, {date}'],
    [
      'names a property of every object',
      '{constructor}',
      'has no placeholder {constructor}; there are: {amount}, {date}',
    ],
    ['names nothing', '{}', 'has no placeholder {}; there are: {amount}, {date}'],
    ['opens and does not close', '{amount', 'has a brace that belongs to no placeholder'],
    ['has one in another', '{{amount}}', 'has a brace that belongs to no placeholder'],
    ['is right', '{amount} of {date}', undefined],
    ['has no placeholder', 'Hello', undefined],
  ])('given one that %s, when judged, then it is said', (_, template, problem) => {
    expect(templateProblem(template, ['amount', 'date'])).toBe(problem);
  });
});
