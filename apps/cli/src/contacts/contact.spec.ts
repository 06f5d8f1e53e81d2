import { describe, expect, it } from '@jest/globals';

import { readContact } from './contact.js';

const CONTACT = { user_id: '12345', channel: 'email', address: 'a@example.org' };

describe('readContact', () => {
  it('given a right one, when read, then it is as it was; a number is text', () => {
    expect(readContact(CONTACT)).toEqual({ ok: true, contact: CONTACT });
    expect(readContact({ ...CONTACT, user_id: 12_345 })).toEqual({ ok: true, contact: CONTACT });
  });

  it.each([
    [{ user_id: '' }, 'user_id "" is no identifier'],
    [{ user_id: 'a b' }, 'user_id "a b" is no identifier'],
    [{ user_id: -1 }, 'user_id -1 is no identifier'],
    [{ user_id: 1.5 }, 'user_id 1.5 is no identifier'],
    [{ user_id: undefined }, 'user_id missing is no identifier'],
    [{ user_id: 'a\u001b[2J' }, String.raw`user_id "a\u001b[2J" is no identifier`],
    [{ channel: 'pigeon' }, 'channel "pigeon" is none of sms, email, telegram, webhook'],
    [{ channel: null }, 'channel null is none of sms, email, telegram, webhook'],
    [{ address: '' }, 'address must be a string that is not empty'],
    [{ address: 7 }, 'address must be a string that is not empty'],
    [{ address: 'a\0' }, 'address must have no control characters'],
    [{ address: 'x'.repeat(321) }, 'address must have at most 320 characters'],
  ])('given %j, when read, then it says what is wrong', (change, problem) => {
    expect(readContact({ ...CONTACT, ...change })).toEqual({ ok: false, problem });
  });
});
