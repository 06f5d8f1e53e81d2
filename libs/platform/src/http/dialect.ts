/** Whose clients are to find what they found there: the names of the systems that are replaced, and our own. */
export const DIALECTS = ['tidemark', 'django', 'fastapi', 'flask'] as const;
export type Dialect = (typeof DIALECTS)[number];
