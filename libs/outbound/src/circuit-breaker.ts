export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long it lets nobody through. */
  readonly openMs: number;
}

/**
 * Lets no more questions through once a service has failed several times in a row; after a while a single one, whose
 * fate decides. Who is let through says how it went: `succeeded`, `failed` or `abandoned`.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil: number | undefined;
  private probing = false;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly options: BreakerOptions,
    private readonly now: () => number,
  ) {}

  /** Undefined: go on. Else: come again in so many milliseconds. */
  refusal(): number | undefined {
    if (this.openUntil === undefined) return undefined;
    const wait = this.openUntil - this.now();
    if (wait > 0) return wait;
    if (this.probing) return this.options.openMs;
    this.probing = true;
    return undefined;
  }

  succeeded(): void {
    this.failures = 0;
    this.openUntil = undefined;
    this.probing = false;
  }

  failed(): void {
    this.failures += 1;
    if (this.failures >= this.options.failures) this.openUntil = this.now() + this.options.openMs;
    this.probing = false;
  }

  /** Nothing was learnt: the question was called off. */
  abandoned(): void {
    this.probing = false;
  }
}
