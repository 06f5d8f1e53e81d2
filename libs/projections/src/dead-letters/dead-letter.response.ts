import { isUtf8 } from 'node:buffer';

import type { DeadLetter } from './dead-letter.js';

/** An item of `GET /v1/dead-letters`. */
export interface DeadLetterResponse {
  readonly reader: string;
  readonly projection: string;
  readonly generation: number | null;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** How the key is shown: those of ours are text, but any bytes may be in a log. */
  readonly key_encoding: 'utf-8' | 'base64' | null;
  readonly error_class: string;
  readonly message: string;
  /** RFC 3339 UTC. */
  readonly parked_at: string;
  readonly waiting: number;
}

export function deadLetterResponse(letter: DeadLetter): DeadLetterResponse {
  const { reader, projection, generation, topic, partition, offset, message, waiting } = letter;
  return {
    reader,
    projection,
    generation,
    topic,
    partition,
    offset,
    ...keyAsText(letter.key),
    error_class: letter.errorClass,
    message,
    parked_at: letter.parkedAt.toISOString(),
    waiting,
  };
}

/** A key as JSON can show it. */
export function keyAsText(key: Buffer | null): Pick<DeadLetterResponse, 'key' | 'key_encoding'> {
  if (key === null) return { key: null, key_encoding: null };
  return isUtf8(key)
    ? { key: key.toString('utf8'), key_encoding: 'utf-8' }
    : { key: key.toString('base64'), key_encoding: 'base64' };
}
