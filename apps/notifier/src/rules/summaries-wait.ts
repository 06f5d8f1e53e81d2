import type { DueDay } from '@app/domain';
import { loadPositions, readerOf, type Generation } from '@app/projections';

import type { RuleEngines } from './rule.js';

/** A projector that is down for longer does not keep a summary back: it says then what is known. */
const PATIENCE_MS = 600_000;

/** Waits until the summaries hold what the log held when a day was due. */
export class SummariesWait {
  private waiting: { readonly day: string; readonly since: number } | undefined;

  constructor(
    private readonly rule: string,
    private readonly engines: Pick<RuleEngines, 'admin' | 'database' | 'log' | 'now'>,
  ) {}

  /** Whether the day may begin. Asked again and again; past its patience it says that amounts may be too small. */
  async isOver(generation: Generation, { day, dueAt }: DueDay): Promise<boolean> {
    const { admin, database, log, now } = this.engines;
    // Before the questions: a log that takes long to answer is part of the wait.
    const askedAt = now();
    const [ends, positions] = await Promise.all([
      admin.offsetsAt('transactions', dueAt),
      loadPositions(database, readerOf(generation)),
    ]);
    const behind = [...ends].filter(([partition, end]) => (positions.get(partition) ?? 0) < end);
    if (behind.length === 0) return true;
    if (this.waiting?.day !== day) this.waiting = { day, since: askedAt };
    if (askedAt - this.waiting.since < PATIENCE_MS) return false;
    const partitions = behind.map(([partition]) => partition);
    log.warn({ event: 'rule.summaries-behind', rule: this.rule, day, partitions });
    return true;
  }
}
