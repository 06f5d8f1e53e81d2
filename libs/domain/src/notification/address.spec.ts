import { describe, expect, it } from '@jest/globals';

import { addressProblem } from './address.js';

describe('an address', () => {
  it.each([
    ['email', 'someone@example.org'],
    ['email', 'ü'.repeat(320)],
    ['webhook', `https://example.org/${'x'.repeat(2_028)}`],
    ['sms', '+49 (30) 123456'],
    ['telegram', '-1001234567890'],
    ['sms', '📱'.repeat(64)],
  ] as const)('given %s %s, when judged, then it is one', (channel, address) => {
    expect(addressProblem(channel, address)).toBeUndefined();
  });

  it.each([
    ['email', 'x'.repeat(321), 'must have at most 320 characters'],
    ['webhook', 'x'.repeat(2_049), 'must have at most 2048 characters'],
    ['sms', '1'.repeat(65), 'must have at most 64 characters'],
    ['telegram', '1'.repeat(65), 'must have at most 64 characters'],
    ['email', 'a@b.c\r\nBcc: d@e.f', 'must have no control characters'],
    ['email', 'a\0@b.c', 'must have no control characters'],
    ['email', 'a\u0085@b.c', 'must have no control characters'],
    ['sms', '\ud800', 'must have no control characters'],
    ['webhook', 'https://example.org/\u202egpj.exe', 'must have no control characters'],
    ['sms', '', 'must be a string that is not empty'],
    ['sms', 49301234, 'must be a string that is not empty'],
    ['sms', null, 'must be a string that is not empty'],
  ] as const)('given %s %j, when judged, then it says why not', (channel, address, problem) => {
    expect(addressProblem(channel, address)).toBe(problem);
  });
});
