/** Whose answers the read API gives: its own, or those of one of the systems that it replaces. */
export const DIALECTS = ['tidemark', 'django', 'fastapi', 'flask'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Injects the dialect of this process. */
export const DIALECT = Symbol('DIALECT');
