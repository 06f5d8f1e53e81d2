import type { Database } from '@app/database';
import type { Projection } from '@app/projections';
import { rebuildStatuses } from '@app/rebuild';

/** What a rebuild says of the time that is left, held against what it took. */
export class EtaWatch {
  private readonly began = performance.now();
  private readonly said: { readonly at: number; readonly etaMs: number }[] = [];
  private ended = 0;
  /** The newest of those that were there before. */
  private oldGeneration: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly projection: Projection,
  ) {}

  async look(): Promise<void> {
    const [newest] = await rebuildStatuses(this.database, this.projection);
    this.oldGeneration ??= newest?.generation ?? 0;
    if (newest === undefined || newest.generation === this.oldGeneration) return;
    const at = performance.now();
    const { state, events_done: done, events_total: total, eta_seconds: eta } = newest;
    if (state === 'promoted') this.ended ||= at;
    else if (total > 0 && done >= 0.1 * total && eta !== null) this.said.push({ at, etaMs: 1_000 * eta });
  }

  /** Of the whole time, in percent. */
  worstError(): number {
    const whole = this.ended - this.began;
    const errors = this.said.map(({ at, etaMs }) => Math.abs(etaMs - (this.ended - at)) / whole);
    return Math.round(100 * Math.max(0, ...errors));
  }
}
