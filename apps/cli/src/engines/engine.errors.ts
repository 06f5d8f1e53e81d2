/** An engine that a command needs cannot be reached or refuses; the message says which one, where it is, and why. */
export class EngineError extends Error {
  readonly code = 'ENGINE.FAILED';

  constructor(engine: string, address: string, options: { readonly cause: unknown }) {
    super(`${engine} at ${address}: ${reasonOf(options.cause)}`, options);
    this.name = 'EngineError';
  }
}

/** The innermost cause that says something: clients wrap "connection refused" several times. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message;
}
