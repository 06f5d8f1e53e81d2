import type { Channel } from '@app/contracts';

/** How long an address may be: 320 is the longest mailbox (RFC 5321), 2,048 a URL that every server takes. */
export const MOST_ADDRESS_CHARACTERS: Readonly<Record<Channel, number>> = {
  email: 320,
  webhook: 2_048,
  sms: 64,
  telegram: 64,
};

/**
 * A control character would end a line or a header of some protocol, half of a surrogate pair is no text, and a mark that
 * turns the direction of writing shows an address as another one.
 */
export const ADDRESS = /^[^\p{Cc}\p{Cs}\p{Bidi_Control}]+$/u;

/** Why this is no address, or undefined. Whether anybody is reached there is for its provider to say. */
export function addressProblem(channel: Channel, address: unknown): string | undefined {
  if (typeof address !== 'string' || address === '') return 'must be a string that is not empty';
  const most = MOST_ADDRESS_CHARACTERS[channel];
  if (Array.from(address).length > most) return `must have at most ${String(most)} characters`;
  return ADDRESS.test(address) ? undefined : 'must have no control characters';
}
