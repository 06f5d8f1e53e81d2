/** Injects the dialect of this process: whose answers the read API gives. */
export const DIALECT = Symbol('DIALECT');
