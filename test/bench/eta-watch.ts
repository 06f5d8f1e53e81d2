import type { Database, GenerationState } from '@app/database';
import type { Projection } from '@app/projections';
import { sql } from 'kysely';

import { secondsLeft } from '../../libs/rebuild/src/seconds-left.js';

interface Row {
  readonly generation: number;
  readonly state: GenerationState;
  readonly done: string;
  readonly total: string;
  readonly rate: number;
}

/** What a rebuild says of the time that is left, held against what it took. */
export class EtaWatch {
  private readonly began = performance.now();
  private readonly said: { readonly at: number; readonly eta: number }[] = [];
  private ended = 0;
  private moved = this.began;
  private before = '';
  /** The one that was there before. */
  private oldGeneration: number | undefined;

  constructor(
    private readonly database: Database,
    private readonly projection: Projection,
  ) {}

  async look(): Promise<void> {
    const { rows } = await sql<Row>`
      SELECT generation, state, events_done AS done, events_total AS total, events_per_second AS rate
      FROM projection_generations WHERE projection = ${this.projection.name} ORDER BY generation DESC LIMIT 1`.execute(
      this.database,
    );
    const [row] = rows;
    this.oldGeneration ??= row?.generation ?? 0;
    if (row === undefined || row.generation === this.oldGeneration) return;
    const at = performance.now();
    const now = JSON.stringify(row);
    if (now !== this.before) this.moved = at;
    this.before = now;
    if (row.state === 'promoted') this.ended ||= at;
    const { state, rate } = row;
    const [done, total] = [Number(row.done), Number(row.total)];
    if (state === 'promoted' || total === 0 || done < 0.1 * total) return;
    const secondsSince = (at - this.moved) / 1_000;
    const indexes = this.projection.indexes('').length;
    const eta = secondsLeft({ state, done, total, rate, isThrottled: false, isInPlace: false, indexes, secondsSince });
    if (eta !== null) this.said.push({ at, eta });
  }

  /** Of the whole time, in percent. */
  worstError(): number {
    const whole = this.ended - this.began;
    const errors = this.said.map(({ at, eta }) => Math.abs(1_000 * eta - (this.ended - at)) / whole);
    return Math.round(100 * Math.max(0, ...errors));
  }
}
