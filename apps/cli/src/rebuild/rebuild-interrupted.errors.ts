/** Whoever runs it has pressed Ctrl-C: nothing is lost by that. */
export class RebuildInterruptedError extends Error {
  readonly code = 'REBUILD.INTERRUPTED';

  constructor() {
    super('interrupted; the same command goes on where it stopped, --cancel gives it up');
    this.name = 'RebuildInterruptedError';
  }
}
