/**
 * Not to be retried by kafkajs, which would go on behind the records that were not taken over. It crashes instead, and the
 * consumer that is built in its place asks for positions anew. Also in the place of a TypeError or RangeError, which would
 * stop a kafkajs consumer for good.
 */
export class NotTakenOverError extends Error {
  readonly retriable = false;

  constructor(cause: unknown) {
    super('the records could not be taken over', { cause });
    this.name = 'NotTakenOverError';
  }
}
