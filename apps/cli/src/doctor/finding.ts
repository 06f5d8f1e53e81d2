/** What one look at the system came to. */
export interface Finding {
  /** What was looked at, such as `PostgreSQL`. */
  readonly check: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly detail: string;
  /** What to do about it. */
  readonly cure?: string;
}

export function healthy(check: string, detail: string): Finding {
  return { check, ok: true, detail };
}

export function problem(check: string, detail: string, cure: string): Finding {
  return { check, ok: false, detail, cure };
}
