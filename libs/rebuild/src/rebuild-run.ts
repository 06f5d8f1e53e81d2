import { setTimeout as delay } from 'node:timers/promises';

import { crashPoint } from '@app/platform';
import { differenceFrom, type Projection } from '@app/projections';
import { sql } from 'kysely';

import type { Begun } from './begin-rebuild.js';
import { compareAtOneMoment, type ComparisonAt } from './compare-at-one-moment.js';
import {
  generationOfRow,
  generationRows,
  positionsOf,
  sumOf,
  updateGeneration,
  type GenerationChange,
  type GenerationRow,
} from './generation-rows.js';
import { load } from './load.js';
import type { Progress } from './progress.js';
import { promote } from './promote.js';
import type { RebuildEngines } from './rebuild-engines.js';
import { ShadowReader } from './shadow-reader.js';

/** Projectors look for changes twice a second; until they follow, this process does. */
const HAND_OVER_MS = 2_000;
/** How long the new generation may take to catch up once nothing holds it back. */
const PROMOTION_MS = 120_000;

interface Verdict {
  /** Undefined when there was nothing to compare with. */
  readonly comparison: ComparisonAt | undefined;
  /** Why an automatic promotion was not made. */
  readonly refused: string | undefined;
}

export interface RebuildOutcome extends Verdict {
  readonly projection: string;
  readonly generation: number;
  /** `ready` when an operator is to decide. */
  readonly state: 'promoted' | 'ready';
  readonly resumed: boolean;
  readonly events: number;
  /** Until it was promoted, or ready. */
  readonly seconds: number;
}

/** One attempt at a rebuild, from wherever the last one stopped. */
export class RebuildRun {
  private readonly began = performance.now();
  private promotedAt: number | undefined;

  constructor(
    private readonly projection: Projection,
    private readonly begun: Begun,
    private readonly reportingZone: string,
    private readonly engines: RebuildEngines,
    private readonly progress: Progress,
  ) {}

  async run(): Promise<RebuildOutcome> {
    const { row, generation } = this.begun;
    if (row.promote === 'in_place') return this.inPlace();
    if (row.state === 'building') await this.load(await this.live(), { state: 'catching_up' });
    const shadow = new ShadowReader(this.projection, generation, { ...this.engines, database: this.engines.writing });
    await shadow.start();
    try {
      const verdict = row.state === 'ready' ? verdictOf(row) : await this.verify(shadow);
      shadow.letGo();
      if (row.promote === 'manual' || verdict.refused !== undefined) return this.outcome('ready', verdict);
      await this.promote();
      return this.outcome('promoted', verdict);
    } finally {
      await shadow.stop();
    }
  }

  /** Already read: nothing to compare with, and nobody follows it before it is complete. */
  private async inPlace(): Promise<RebuildOutcome> {
    await this.progress.enter('building');
    await this.load(undefined, { built_at: sql<Date>`now()` });
    await this.progress.enter('promoted');
    return this.outcome('promoted', { comparison: undefined, refused: undefined });
  }

  private load(live: GenerationRow | undefined, built: GenerationChange): Promise<void> {
    const { projection, begun, engines, progress } = this;
    return load(
      { projection, generation: begun.generation, target: () => this.target(live), built },
      engines,
      progress,
    );
  }

  private async live(): Promise<GenerationRow | undefined> {
    const rows = await generationRows(this.engines.database, this.projection.name);
    const live = rows.find(({ state }) => state === 'promoted');
    if (live === undefined) return undefined;
    // One that has not begun to read is nothing to compare with.
    return sumOf(await positionsOf(this.engines.database, generationOfRow(live))) > 0 ? live : undefined;
  }

  /** Not past the live generation: at one moment both are to stand at the same positions. */
  private async target(live: GenerationRow | undefined): Promise<ReadonlyMap<number, number>> {
    if (live !== undefined) return positionsOf(this.engines.database, generationOfRow(live));
    const offsets = await this.engines.admin.offsets(this.projection.topic);
    return new Map([...offsets].map(([partition, { end }]) => [partition, end]));
  }

  /** The live generation is looked up anew: while this one was built, operators may have gone back to another. */
  private async verify(shadow: ShadowReader): Promise<Verdict> {
    const { row, generation } = this.begun;
    const { database } = this.engines;
    await this.enter('verifying');
    const live = await this.live();
    const comparison = live === undefined ? undefined : await this.progress.during(() => this.compare(shadow, live));
    const refused = this.refusal(row, live, comparison);
    crashPoint('rebuild.before-swap');
    await updateGeneration(database, generation, {
      comparison: comparison === undefined ? null : JSON.stringify(comparison),
      built_at: sql<Date>`now()`,
      state: 'ready',
      // From now on it waits for an operator, whoever finds it.
      ...(refused !== undefined && { promote: 'manual' }),
    });
    await this.progress.enter('ready');
    return { comparison, refused };
  }

  private compare(shadow: ShadowReader, live: GenerationRow): Promise<ComparisonAt> {
    const tick = (): Promise<void> => this.progress.tick();
    return compareAtOneMoment(this.engines.database, shadow, generationOfRow(live), this.begun.generation, tick);
  }

  private async promote(): Promise<void> {
    const { database } = this.engines;
    await promote(database, this.projection, this.begun.generation.generation, {
      withinMs: PROMOTION_MS,
      signal: this.progress.signal,
      beforeCommit: () => {
        crashPoint('rebuild.in-swap');
      },
    });
    await this.progress.enter('promoted');
    this.promotedAt = performance.now();
    await delay(HAND_OVER_MS);
  }

  /** Other code is expected to come to other tables; the same code is not. */
  private refusal(
    { promote }: GenerationRow,
    live: GenerationRow | undefined,
    comparison: ComparisonAt | undefined,
  ): string | undefined {
    if (promote !== 'auto' || comparison === undefined || comparison.equal || live === undefined) return undefined;
    const isOfOtherCode = differenceFrom(this.projection, this.reportingZone, live) !== undefined;
    return isOfOtherCode
      ? undefined
      : 'it differs from the live generation, which the same code has built from the same log';
  }

  private async enter(state: 'verifying'): Promise<void> {
    await updateGeneration(this.engines.database, this.begun.generation, { state });
    await this.progress.enter(state);
  }

  private outcome(state: 'promoted' | 'ready', verdict: Verdict): RebuildOutcome {
    const { generation, resumed } = this.begun;
    const seconds = Math.round((this.promotedAt ?? performance.now()) - this.began) / 1_000;
    const { projection } = generation;
    const events = this.progress.figures().events_total;
    return { projection, generation: generation.generation, state, resumed, events, seconds, ...verdict };
  }
}

/** What the attempt that has compared it found. */
function verdictOf({ comparison }: GenerationRow): Verdict {
  return { comparison: comparison === null ? undefined : (comparison as ComparisonAt), refused: undefined };
}
