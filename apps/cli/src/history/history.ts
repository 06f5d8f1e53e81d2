/**
 * What a sender did, as NDJSON: first a line about the run, then one for each attempt, written when its fate was known,
 * last a line that says that none is missing. A run that was killed has no last line.
 */
export type HistoryLine = RunLine | AttemptLine | EndLine;

export interface RunLine {
  readonly run: {
    /** Begins the id of every transaction of this run. */
    readonly prefix: string;
    readonly seed: number;
    readonly url: string;
    readonly started_at: string;
  };
}

/**
 * accepted: 202, the record is in the log; rejected: 4xx, it is not; failed: it was not sent, or the answer says that it was
 * not attempted, so it is not; unknown: it may be.
 */
export const ATTEMPT_RESULTS = ['accepted', 'rejected', 'failed', 'unknown'] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

export interface AttemptLine {
  readonly transaction_id: string;
  readonly result: AttemptResult;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly ms: number;
  /** As it was sent. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface EndLine {
  readonly end: { readonly attempts: number };
}
