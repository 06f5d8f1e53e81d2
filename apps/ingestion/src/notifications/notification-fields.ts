import { CHANNELS, type Channel } from '@app/contracts';
import { ADDRESS, addressProblem, MOST_ADDRESS_CHARACTERS } from '@app/domain';

import { BodyField } from '../intake/body-field.js';
import { ONE_OF } from '../intake/posted-body.js';
import { isSafeBody } from '../intake/unsafe-text.js';

/** Text that is read by people. Characters are code points, as JSON Schema counts them. */
export const Message = (most: number): PropertyDecorator =>
  BodyField({
    name: 'message',
    schema: { type: 'string', minLength: 1, maxLength: most },
    accepts: (value) =>
      typeof value === 'string' && value !== '' && Array.from(value).length <= most && isSafeBody(value),
  });

/** At least one; one that is named twice counts once. */
export const Channels = (): PropertyDecorator =>
  BodyField({
    name: 'channels',
    schema: { type: 'array', minItems: 1, items: { type: 'string', [ONE_OF]: CHANNELS } },
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isChannel),
  });

/** The address by channel. */
export const Addresses = (): PropertyDecorator =>
  BodyField({
    name: 'addresses',
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        CHANNELS.map((channel) => [
          channel,
          { type: 'string', minLength: 1, maxLength: MOST_ADDRESS_CHARACTERS[channel], pattern: ADDRESS.source },
        ]),
      ),
      additionalProperties: false,
    },
    accepts: (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.entries(value).every(
        ([channel, address]) => isChannel(channel) && addressProblem(channel, address) === undefined,
      ),
  });

function isChannel(value: unknown): value is Channel {
  return CHANNELS.some((channel) => channel === value);
}
