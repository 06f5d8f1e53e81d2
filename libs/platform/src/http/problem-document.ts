import type { FieldError, ProblemSpec } from './problem-error.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** An RFC 9457 document. `message` repeats the title for clients older than the format. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly message: string;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly retryable: boolean;
  readonly [extension: string]: unknown;
}

const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 503]);

export function problemDocument(problem: ProblemSpec, url: string): ProblemDocument {
  return {
    ...problem.extensions,
    type: `urn:tidemark:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.detail ?? problem.title,
    instance: pathOf(url),
    message: problem.title,
    code: problem.code,
    errors: problem.errors ?? [],
    retryable: problem.retryable ?? RETRYABLE_STATUSES.has(problem.status),
  };
}

export function problemHeaders({ retryAfterSeconds, headers }: ProblemSpec): Readonly<Record<string, string>> {
  return { ...headers, ...(retryAfterSeconds === undefined ? {} : retryAfter(retryAfterSeconds)) };
}

/** `Retry-After` in whole seconds, at least one: clients read 0 as "at once". */
export function retryAfter(seconds: number): { readonly 'retry-after': string } {
  return { 'retry-after': Math.max(1, Math.ceil(seconds)).toString() };
}

/** Without the query, which may hold what does not belong into logs and screenshots. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
