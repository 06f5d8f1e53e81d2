import 'reflect-metadata';
import { CHANNELS } from '@app/contracts';
import { MOST_ADDRESS_CHARACTERS } from '@app/domain';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';

import { bodiesOf, expectSameVerdicts, SEED, verdictsWith } from '../intake/same-verdict.fixture.js';
import { NOTIFICATION_BODY, NotificationDto } from './notification.dto.js';
import { RETRY_BODY, RetryDto } from './retry.dto.js';

const channels = fc.constantFrom(...CHANNELS);
const visible = fc.stringMatching(/^[ -~]+$/);

/** Values that a field takes, whatever the others are. */
const RIGHT = {
  user_id: fc.oneof(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/), fc.nat()),
  title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  body: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
  channels: fc.array(channels, { minLength: 1, maxLength: 5 }),
  recipients: fc.dictionary(
    channels,
    visible.map((text) => text.slice(0, 64)),
  ),
};

/** Texts of a length around a limit, of which some characters are two code units. */
const around = (limit: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: limit - 1, max: limit + 1 }), fc.constantFrom('x', 'ü', '𝄞'))
    .map(([length, character]) => character.repeat(length));
const addresses = fc.oneof(
  fc.constantFrom<unknown>('', 'a\0', 'a\n', 'a\u0085', '\ud800', '\u202ea', null, 7, {}, []),
  ...Object.values(MOST_ADDRESS_CHARACTERS).map(around),
  fc.string({ unit: 'binary', maxLength: 10 }),
);

/** Values around the edges of what some field takes. */
const edgy = fc.oneof(
  fc.constantFrom<unknown>(null, true, {}, [], '', ' ', -1, -0, 1.5, 2 ** 53, 'a b', 'a\0', '\ud800', undefined),
  around(100),
  around(200),
  around(10_000),
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.array(fc.oneof(channels, fc.constantFrom<unknown>('pigeon', 'SMS', '', null, 7, ['sms'])), { maxLength: 4 }),
  fc.dictionary(fc.oneof(channels, fc.constantFrom('pigeon', 'constructor', '')), addresses, { maxKeys: 3 }),
  fc.dictionary(channels, addresses, { maxKeys: 2 }),
);

const notifications = bodiesOf(
  RIGHT,
  { required: ['user_id', 'title', 'body', 'channels'], optional: ['recipients'] },
  edgy,
);
const retries = bodiesOf(RIGHT, { required: [], optional: ['channels'] }, edgy);

// class-validator never runs in the app: this is what keeps its decorators, and so the documents made of them, honest.
describe(`class-validator and the edge (seed ${String(SEED)})`, () => {
  it('given any notification, when judged by both, then the verdict is the same', () => {
    expectSameVerdicts(notifications, verdictsWith(NotificationDto, NOTIFICATION_BODY));
  });

  it('given any retry, when judged by both, then the verdict is the same', () => {
    expectSameVerdicts(retries, verdictsWith(RetryDto, RETRY_BODY));
  });
});
