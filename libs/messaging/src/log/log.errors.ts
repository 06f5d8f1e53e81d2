/** The record was never handed to a broker: sending it again cannot duplicate it. */
export class NotAppendedError extends Error {
  readonly code = 'LOG.NOT_APPENDED';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotAppendedError';
  }
}

/** The record was sent and not confirmed in time: it may be in the log or not. */
export class UnknownOutcomeError extends Error {
  readonly code = 'LOG.UNKNOWN_OUTCOME';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnknownOutcomeError';
  }
}

export class LogUnreachableError extends Error {
  readonly code = 'LOG.UNREACHABLE';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LogUnreachableError';
  }
}

export class UnknownTopicError extends Error {
  readonly code = 'LOG.UNKNOWN_TOPIC';

  constructor(topic: string, options?: ErrorOptions) {
    super(`topic ${topic} does not exist; create it with: tidemark topics create`, options);
    this.name = 'UnknownTopicError';
  }
}

/** A keyed topic with another partition count would move keys between partitions. */
export class PartitionCountError extends Error {
  readonly code = 'LOG.PARTITION_COUNT';

  constructor(topic: string, actual: number, wanted: number) {
    super(
      `topic ${topic} has ${String(actual)} partitions, not ${String(wanted)}; the count of a keyed topic never changes`,
    );
    this.name = 'PartitionCountError';
  }
}
