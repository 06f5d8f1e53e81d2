/** Another process rebuilds this read model now. */
export class RebuildRunningError extends Error {
  readonly code = 'REBUILD.RUNNING';

  constructor(projection: string) {
    super(`${projection} is being rebuilt already; one rebuild of a read model at a time`);
    this.name = 'RebuildRunningError';
  }
}

/** An operator has asked for the end of it. */
export class RebuildCancelledError extends Error {
  readonly code = 'REBUILD.CANCELLED';

  constructor(options?: ErrorOptions) {
    super('the rebuild was cancelled', options);
    this.name = 'RebuildCancelledError';
  }
}

/** The two generations never stood at the same positions for long enough; a rebuild that is run again goes on from there. */
export class NotComparedError extends Error {
  readonly code = 'REBUILD.NOT_COMPARED';

  constructor(options: ErrorOptions) {
    super('the generations did not come to stand at the same positions; run the rebuild again', options);
    this.name = 'NotComparedError';
  }
}

/** What was asked for cannot be done as things stand; the message says why and what can. */
export class RebuildRefusedError extends Error {
  readonly code = 'REBUILD.REFUSED';

  constructor(message: string) {
    super(message);
    this.name = 'RebuildRefusedError';
  }
}
