import type { EventByType, EventType, Topic } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { ReadEvent } from '@app/messaging';

import type { Generation } from './generations/generation.js';

/**
 * A read model's write side. It uses the events and its own tables only: no clock, no randomness, no network, so that
 * the same log gives the same tables whatever the batches were.
 *
 * `Changes` is what a batch comes to: handlers fold events into it in log order (by partition), `write` applies it with
 * one statement a table and kind of change.
 */
export interface Projection<Type extends EventType = EventType, Changes = unknown> {
  /** Such as `transaction-status`: also the consumer group's and the generations' name. */
  readonly name: string;
  readonly topic: Topic;
  /** Raised when the same log would give other tables; a generation of another version is left alone. */
  readonly codeVersion: number;
  /** Whether days are made in the reporting zone: another zone then asks for a rebuild. */
  readonly usesReportingZone: boolean;
  /**
   * Statements that create the tables of a generation in `schema` (an identifier that needs no quoting). Every table has
   * a primary key and a column `partition`: by these generations are compared and deletions made.
   */
  readonly tables: (schema: string) => readonly string[];
  /** Statements that create the indexes that only reads need: a rebuild makes them after the rows. */
  readonly indexes: (schema: string) => readonly string[];
  /** Statements that point the views `read.*` at a generation. */
  readonly views: (schema: string) => readonly string[];
  readonly begin: () => Changes;
  /** One handler an event; its keys are the subscription. */
  readonly when: { readonly [T in Type]: (changes: Changes, read: ReadEvent<EventByType<T>>) => void };
  readonly write: (transaction: DatabaseTransaction, generation: Generation, changes: Changes) => Promise<void>;
}

/** Checks a projection's handlers against its subscription, then forgets both types so that all fit one list. */
export function defineProjection<Type extends EventType, Changes>(projection: Projection<Type, Changes>): Projection {
  return projection as unknown as Projection;
}
