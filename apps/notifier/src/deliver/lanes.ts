import { CircuitBreaker } from '@app/outbound';

/** Five in a row are no accident; what waits for a receiver that is back loses no more than twice this. */
const BREAKER = { failures: 5, openMs: 10_000 };
/** How long to let one wait whose receiver is being asked by as many as may. */
const BUSY_MS = 250;

/**
 * Those that wait for a receiver that is away come back one after the other, a little faster than a notifier sends: all at
 * once they would cost the database more than everything that can be sent.
 */
const APART_MS = 2;
/** Nobody waits for longer, however many there are. */
export const LONGEST_WAIT_MS = 300_000;

/** A lane is small; this many receivers in trouble at once are more than anybody has. */
const MOST_LANES = 10_000;

interface Lane {
  readonly breaker: CircuitBreaker;
  inFlight: number;
  /** When the last one of those that were turned away comes back. */
  lastBackAt: number;
}

/** Who is being asked, and who is not asked for a while: one lane a receiver, so that a dead one costs the others nothing. */
export class Lanes {
  private readonly lanes = new Map<string, Lane>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number) {}

  /**
   * Undefined: the caller is in and leaves by `leave`. Else: come again in so many milliseconds.
   *
   * @param width how many may ask this receiver at one time
   */
  enter(receiver: string, width: number): number | undefined {
    const lane = this.lanes.get(receiver) ?? {
      breaker: new CircuitBreaker(BREAKER, this.now),
      inFlight: 0,
      lastBackAt: 0,
    };
    if (lane.inFlight >= width) return BUSY_MS;
    const refusedFor = lane.breaker.refusal();
    if (refusedFor !== undefined) return this.behindOthers(lane, refusedFor);
    lane.inFlight += 1;
    this.lanes.set(receiver, lane);
    return undefined;
  }

  /** Says how it went; `nothing` where nothing was learnt about the receiver. */
  leave(receiver: string, how: 'well' | 'badly' | 'nothing'): void {
    const lane = this.lanes.get(receiver);
    if (lane === undefined) return;
    lane.inFlight -= 1;
    switch (how) {
      case 'well':
        lane.breaker.succeeded();
        break;
      case 'badly':
        lane.breaker.failed();
        break;
      case 'nothing':
        lane.breaker.abandoned();
    }
    // There may be as many receivers as users: those that nothing is known against are forgotten.
    if (lane.inFlight === 0 && (how === 'well' || this.lanes.size > MOST_LANES)) this.lanes.delete(receiver);
  }

  private behindOthers(lane: Lane, refusedFor: number): number {
    const now = this.now();
    const backAt = Math.max(now + refusedFor, lane.lastBackAt + APART_MS);
    lane.lastBackAt = Math.min(backAt, now + LONGEST_WAIT_MS);
    return lane.lastBackAt - now;
  }
}
