/** One thing wrong with the request. The pointer is RFC 6901 in URI fragment form (`#/amount`), as in RFC 9457's examples. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemSpec {
  readonly status: number;
  /** Stable word for programs, `unknown-outcome`; the problem type is made of it. */
  readonly code: string;
  /** The same for every occurrence of the code. */
  readonly title: string;
  /** What went wrong this time. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Whether the same request may succeed later. By default true for 408, 429 and 503. */
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Thrown at the edge to answer with an RFC 9457 problem document. */
export class ProblemError extends Error {
  readonly code: string;

  constructor(
    readonly problem: ProblemSpec,
    options?: ErrorOptions,
  ) {
    super(problem.detail ?? problem.title, options);
    this.name = 'ProblemError';
    this.code = problem.code;
  }
}
