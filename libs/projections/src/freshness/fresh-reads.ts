import type { LogPosition, Topic } from '@app/contracts';

import { CoalescedEnds } from './coalesced-ends.js';
import { requiredOffset, type Consistency } from './consistency.js';
import type { LogFrontier } from './log-frontier.js';
import type { PositionWatch, ReaderPlace } from './position-watch.js';
import { QUERY_TIMEOUT_MS, within } from './within.js';

/** How long a read that finds nothing waits for the reader to come to the log's end. */
const ABSENCE_WAIT_MS = 2_000;

/** What one snapshot of the database shows. */
export interface Snapshot<Found> {
  readonly found: Found | undefined;
  /** The reader's position in the key's partition. */
  readonly position: number;
  /** Whether events of the key wait in the dead letters: the row may lack them. */
  readonly parked: boolean;
}

export interface KeyPlace extends ReaderPlace {
  readonly topic: Topic;
}

export type FreshRead<Found> = { readonly position: LogPosition } & (
  | { readonly kind: 'found'; readonly found: Found; readonly provisional: boolean }
  /** Truly: the log holds nothing of the key that was written before the request came. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-caught-up'; readonly reason: string }
);

/** Reads one key as fresh as the request wants it, and says "there is none" only when that is so. */
export class FreshReads {
  private readonly endsByTopic = new Map<Topic, CoalescedEnds>();

  constructor(
    private readonly frontier: LogFrontier,
    private readonly watch: PositionWatch,
  ) {}

  /** @param find takes a snapshot; asked again after a wait */
  async read<Found>(
    place: KeyPlace,
    consistency: Consistency,
    find: () => Promise<Snapshot<Found>>,
  ): Promise<FreshRead<Found>> {
    const began = performance.now();
    const waitMs = (consistency.waitSeconds ?? 0) * 1_000;
    const required = requiredOffset(consistency, place.topic, place.partition);
    const take = (): Promise<Snapshot<Found>> => within(find(), QUERY_TIMEOUT_MS, 'the database did not answer');

    let snapshot = await take();
    if (isStale(snapshot, required) && (await this.watch.until(place, required, began + waitMs))) {
      snapshot = await take();
    }
    if (snapshot.found !== undefined) return shown(place, snapshot, snapshot.found, isStale(snapshot, required));
    if (snapshot.parked) return parked(place, snapshot);

    // Asked after the request came: whatever was written before it, lies before these ends.
    const deadline = began + Math.max(waitMs, ABSENCE_WAIT_MS);
    const end = await this.endOf(place, deadline);
    if (end === undefined) return notCaughtUp(place, snapshot, 'the log cannot be reached');
    const target = Math.max(end, required);
    if (snapshot.position < target && (await this.watch.until(place, target, deadline))) snapshot = await take();
    if (snapshot.found !== undefined) return shown(place, snapshot, snapshot.found, isStale(snapshot, required));
    if (snapshot.parked) return parked(place, snapshot);
    if (snapshot.position < target) return notCaughtUp(place, snapshot, 'the read model is behind the log');
    return { kind: 'absent', position: positionOf(place, snapshot) };
  }

  private async endOf({ topic, partition }: KeyPlace, deadline: number): Promise<number | undefined> {
    let ends = this.endsByTopic.get(topic);
    if (ends === undefined) {
      ends = new CoalescedEnds(() => this.frontier.ends(topic));
      this.endsByTopic.set(topic, ends);
    }
    try {
      const answered = await within(ends.afterNow(), deadline - performance.now(), 'the log did not answer');
      return answered.get(partition);
    } catch {
      return undefined;
    }
  }
}

/** A parked write lies before the reader's position and is not applied all the same. */
function isStale({ position, parked }: Snapshot<unknown>, required: number): boolean {
  return required > 0 && (position < required || parked);
}

function shown<Found>(
  place: KeyPlace,
  snapshot: Snapshot<Found>,
  found: Found,
  provisional: boolean,
): FreshRead<Found> {
  return { kind: 'found', found, provisional, position: positionOf(place, snapshot) };
}

function parked(place: KeyPlace, snapshot: Snapshot<unknown>): FreshRead<never> {
  return notCaughtUp(place, snapshot, 'an event of this key could not be applied and waits to be redriven');
}

function notCaughtUp(place: KeyPlace, snapshot: Snapshot<unknown>, reason: string): FreshRead<never> {
  return { kind: 'not-caught-up', reason, position: positionOf(place, snapshot) };
}

function positionOf({ topic, partition }: KeyPlace, { position }: Snapshot<unknown>): LogPosition {
  return { topic, next: new Map([[partition, position]]) };
}
