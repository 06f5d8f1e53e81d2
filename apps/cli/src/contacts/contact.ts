import { CHANNELS, type Channel } from '@app/contracts';
import { addressProblem, isIdentifier } from '@app/domain';

import { shownMessage } from '../dead-letters/shown-bytes.js';

/** Where a user is reached on one channel. */
export interface Contact {
  readonly user_id: string;
  readonly channel: Channel;
  readonly address: string;
}

/** What somebody says is one. */
export type ContactFields = Readonly<Record<keyof Contact, unknown>>;

export type ContactReading =
  { readonly ok: true; readonly contact: Contact } | { readonly ok: false; readonly problem: string };

/** By the rules of the recipients of a request. A user may be a number, as there. */
export function readContact({ user_id, channel: word, address }: ContactFields): ContactReading {
  const user = Number.isSafeInteger(user_id) ? String(user_id) : user_id;
  if (!isIdentifier(user)) return refused(`user_id ${shown(user_id)} is no identifier`);
  const channel = CHANNELS.find((known) => known === word);
  if (channel === undefined) return refused(`channel ${shown(word)} is none of ${CHANNELS.join(', ')}`);
  const problem = addressProblem(channel, address);
  if (problem !== undefined || typeof address !== 'string') return refused(`address ${problem ?? ''}`);
  return { ok: true, contact: { user_id: user, channel, address } };
}

function refused(problem: string): ContactReading {
  return { ok: false, problem };
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : shownMessage(JSON.stringify(value), 60);
}
