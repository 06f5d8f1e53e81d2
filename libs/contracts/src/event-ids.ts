import { randomFillSync } from 'node:crypto';

import { v5, v7 } from 'uuid';

/** An id as we write it: in lower case. */
export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** The URL namespace of RFC 9562, section 6.6. */
const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** Random bytes are fetched for 256 ids at once: each fetch costs as much as five ids. */
const RANDOM_BYTES = 16;
const pool = Buffer.alloc(256 * RANDOM_BYTES);
let used = pool.length;

function randomBytes(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return pool.subarray(used - RANDOM_BYTES, used);
}

/** The id of something that happened outside: made once per request and kept when it is written again. */
export function newEventId(): string {
  return v7({ random: randomBytes() });
}

/** What can follow from an event; part of the released contract, like the names of events. */
export type Consequence = 'outcome' | 'conflict' | 'notification' | 'delivery' | 'completion';

/** The id of what follows from an event: the same cause always gives the same id, so writing it twice is harmless. */
export function consequenceId(what: Consequence, causingEventId: string): string {
  return v5(`tidemark:${what}:${causingEventId}`, URL_NAMESPACE);
}
