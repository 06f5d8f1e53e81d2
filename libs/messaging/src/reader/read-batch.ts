import type { DomainEvent, Topic } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';

/** A decoded event and where it stands in the log. */
export interface ReadEvent<Event extends DomainEvent = DomainEvent> {
  readonly event: Event;
  readonly partition: number;
  readonly offset: number;
  /** LogAppendTime, milliseconds since 1970. */
  readonly appendedAt: number;
}

/** Consecutive events of one partition, in log order. */
export interface ReadSlice<Event extends DomainEvent = DomainEvent> {
  readonly partition: number;
  readonly events: readonly ReadEvent<Event>[];
  /** False while the reader is still behind what the log held when the partition was assigned. */
  readonly live: boolean;
}

/**
 * Events that are applied in one PostgreSQL transaction together with their positions.
 * Nothing that `transaction` does not cover may be relied on after a crash: the same events may come again.
 */
export interface ReadBatch<Event extends DomainEvent = DomainEvent> {
  readonly topic: Topic;
  /** At most one a partition. */
  readonly slices: readonly ReadSlice<Event>[];
  readonly transaction: DatabaseTransaction;
}
