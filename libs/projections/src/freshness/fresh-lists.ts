import type { LogPosition, Topic } from '@app/contracts';
import type { Database, DatabaseTransaction } from '@app/database';

import { readerOf, type Generation } from '../generations/generation.js';
import type { LiveGenerations } from '../generations/live-generations.js';
import type { Projection } from '../projection.js';
import type { Consistency } from './consistency.js';
import { appliedAsOf, type ListMeta } from './list-meta.js';
import type { Ends, LogFrontier } from './log-frontier.js';
import type { PositionWatch } from './position-watch.js';
import { readerProgress, type ReaderProgress } from './reader-progress.js';
import { RecentEnds, type KnownEnds } from './recent-ends.js';
import { QUERY_TIMEOUT_MS, within } from './within.js';

/** The broker has not answered for so long that what it holds now is not known. */
const SILENCE_MS = 5_000;

/** A list or a summary, and how fresh it is. */
export interface FreshList<Answer> {
  readonly answer: Answer;
  readonly meta: ListMeta;
  /** What is in it, for the Consistency-Token of the answer. */
  readonly position: LogPosition;
  /** Where the log ended a moment ago; undefined when the broker has not said. */
  readonly ends: Ends | undefined;
  /** The write that the request named is not in it. */
  readonly stale: boolean;
}

interface Snapshot<Answer> {
  readonly answer: Answer;
  readonly generation: Generation;
  readonly progress: ReaderProgress;
}

/** Reads lists and summaries in one snapshot with the positions of their generation. */
export class FreshLists {
  private readonly endsByTopic = new Map<Topic, RecentEnds>();

  constructor(
    private readonly database: Database,
    private readonly generations: LiveGenerations,
    private readonly frontier: LogFrontier,
    private readonly watch: PositionWatch,
  ) {}

  /**
   * @param query reads only tables of the generation that it is given
   * @throws NoLiveGenerationError
   */
  async read<Answer>(
    { name, topic }: Pick<Projection, 'name' | 'topic'>,
    consistency: Consistency,
    query: (transaction: DatabaseTransaction, generation: Generation) => Promise<Answer>,
  ): Promise<FreshList<Answer>> {
    const known = await this.endsOf(topic).look();
    const required = consistency.token?.topic === topic ? consistency.token.next : new Map<number, number>();
    const { answer, generation, progress } = await this.generations.reading(name, async (live) => {
      await this.waitFor(live, required, consistency);
      return within(this.snapshot(live, query), QUERY_TIMEOUT_MS, 'the database did not answer');
    });
    const stale = [...required].some(
      ([partition, offset]) => (progress.applied.get(partition)?.position ?? 0) < offset,
    );
    return {
      answer,
      meta: metaOf(generation, progress, known, stale),
      position: {
        topic,
        next: new Map([...progress.applied].map(([partition, { position }]) => [partition, position])),
      },
      ends: known[0]?.ends,
      stale,
    };
  }

  private async waitFor(
    generation: Generation,
    required: ReadonlyMap<number, number>,
    { waitSeconds }: Consistency,
  ): Promise<void> {
    if (waitSeconds === undefined) return;
    const deadline = performance.now() + waitSeconds * 1_000;
    const reader = readerOf(generation);
    await Promise.all(
      [...required].map(([partition, offset]) => this.watch.until({ reader, partition }, offset, deadline)),
    );
  }

  private snapshot<Answer>(
    generation: Generation,
    query: (transaction: DatabaseTransaction, generation: Generation) => Promise<Answer>,
  ): Promise<Snapshot<Answer>> {
    return this.database
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => ({
        generation,
        progress: await readerProgress(transaction, generation),
        answer: await query(transaction, generation),
      }));
  }

  private endsOf(topic: Topic): RecentEnds {
    let ends = this.endsByTopic.get(topic);
    if (ends === undefined) {
      ends = new RecentEnds(() => this.frontier.ends(topic));
      this.endsByTopic.set(topic, ends);
    }
    return ends;
  }
}

function metaOf(
  { generation }: Generation,
  { applied, parked, built }: ReaderProgress,
  known: readonly KnownEnds[],
  stale: boolean,
): ListMeta {
  const now = Date.now();
  const asOf = appliedAsOf(applied, known);
  const [newest] = known;
  const isSilent = newest === undefined || now - newest.askedAt > SILENCE_MS;
  return {
    as_of: asOf === undefined ? null : new Date(asOf).toISOString(),
    lag_ms: asOf === undefined ? null : Math.max(0, now - asOf),
    completeness: parked > 0 || !built ? 'incomplete' : stale || isSilent ? 'provisional' : 'complete',
    generation,
  };
}
