/** Shorter spans say little; what was before longer ones is of no interest. */
const MIN_SPAN_MS = 1_000;
const MAX_SPAN_MS = 60_000;

interface Sample {
  readonly time: number;
  readonly applied: number;
}

/** Events per second that a reader has applied lately, from what is seen of its positions when somebody looks. */
export class AppliedRate {
  private readonly samples = new Map<string, Sample[]>();

  /**
   * @param applied sum of the reader's positions
   * @param now milliseconds
   * @returns null until it was looked at over at least a second
   */
  look(reader: string, applied: number, now: number): number | null {
    const samples = (this.samples.get(reader) ?? []).filter(({ time }) => now - time <= MAX_SPAN_MS);
    const since = samples.findLast(({ time }) => now - time >= MIN_SPAN_MS);
    if (now - (samples.at(-1)?.time ?? -Infinity) >= MIN_SPAN_MS) samples.push({ time: now, applied });
    this.samples.set(reader, samples);
    return since === undefined ? null : Math.round((1_000 * (applied - since.applied)) / (now - since.time));
  }
}
