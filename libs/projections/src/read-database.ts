/** Injects the read side's `Database`: a small pool of read-only connections. */
export const READ_DATABASE = Symbol('READ_DATABASE');
