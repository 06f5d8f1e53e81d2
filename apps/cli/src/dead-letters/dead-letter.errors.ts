import type { DeadLetterPlace } from '@app/projections';

/** The record that was asked for is not parked: it has been redriven, or never was. */
export class NotParkedError extends Error {
  readonly code = 'DEAD_LETTERS.NOT_PARKED';

  constructor({ reader, topic, partition, offset }: DeadLetterPlace) {
    super(`${reader} has nothing parked at ${topic} ${partition} ${offset}`);
    this.name = 'NotParkedError';
  }
}

/** Nobody has the name that was given; the message says who there is. */
export class UnknownReaderError extends Error {
  readonly code = 'DEAD_LETTERS.UNKNOWN_READER';

  constructor(what: 'reader' | 'projection', name: string, known: readonly string[]) {
    super(`there is no ${what} ${name}; there are ${known.join(', ')}`);
    this.name = 'UnknownReaderError';
  }
}
