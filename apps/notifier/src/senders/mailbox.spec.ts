import { describe, expect, it } from '@jest/globals';

import { isAddress, parseMailbox } from './mailbox.js';

describe('isAddress', () => {
  it.each([
    'ada@example.org',
    "o'neill+tag/x=y@mail.example.org",
    'ada@localhost',
    'آدا@مثال.ایران',
    `${'a'.repeat(64)}@example.org`,
  ])('given %p, when judged, then it is one', (text) => {
    expect(isAddress(text)).toBe(true);
  });

  it.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@@example.org',
    'a@b@example.org',
    'ada@example..org',
    '.ada@example.org',
    'ada.@example.org',
    'ada@.example.org',
    ' ada@example.org',
    'ada@example.org ',
    'ada@example.org\n',
    'ada\u0000@example.org',
    '"a b"@example.org',
    'ada@[127.0.0.1]',
    'ada(x)@example.org',
    'ada@example.org,eve@example.org',
    'ada@example.org;eve@example.org',
    'x:ada@example.org',
    '<ada@example.org>',
    `${'a'.repeat(65)}@example.org`,
    `a@${'b'.repeat(253)}`,
  ])('given %p, when judged, then it is none', (text) => {
    expect(isAddress(text)).toBe(false);
  });
});

describe('parseMailbox', () => {
  it.each([
    ['no-reply@example.com', { name: '', address: 'no-reply@example.com' }],
    ['Tidemark <no-reply@example.com>', { name: 'Tidemark', address: 'no-reply@example.com' }],
    ['"Tidemark, Inc." <no-reply@example.com>', { name: 'Tidemark, Inc.', address: 'no-reply@example.com' }],
    ['<no-reply@example.com>', { name: '', address: 'no-reply@example.com' }],
    ['Tidemark', undefined],
    ['Tide\r\nmark <no-reply@example.com>', undefined],
    ['Tidemark <no-reply>', undefined],
    ['a@example.com, b@example.com', undefined],
  ])('given %p, when parsed, then it is %p', (text, mailbox) => {
    expect(parseMailbox(text)).toEqual(mailbox);
  });
});
