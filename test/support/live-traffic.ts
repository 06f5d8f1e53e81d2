import { newEventId } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';

import { processed, received } from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import type { ReadStack } from './read-stack.js';

const EVERY_MS = 20;
/** Outcomes follow their posts after as many ticks: half a second. */
const OUTCOME_AFTER = 25;

type Post = ReturnType<typeof received>;

/** Posts transactions at a steady rate, each with its outcome half a second later. */
export class LiveTraffic {
  private readonly waiting: (readonly Post[])[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly timer: NodeJS.Timeout;
  private failure: unknown;
  /** The transaction that was last confirmed by the log. */
  newest: { readonly id: string; readonly position: RecordPosition } | undefined;
  posted = 0;

  constructor(
    private readonly log: Pick<ReadStack, 'append'>,
    private readonly perSecond: number,
  ) {
    this.timer = setInterval(() => {
      this.tick((this.perSecond * EVERY_MS) / 1_000);
    }, EVERY_MS);
  }

  /** Stops posting and writes the outcomes that are still due. @throws when anything was not written */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    while (this.waiting.length > 0) this.settleOldest();
    await Promise.all(this.underWay);
    if (this.failure !== undefined) throw new Error('the traffic could not be written', { cause: this.failure });
  }

  private tick(posts: number): void {
    const batch = Array.from({ length: posts }, () => this.post());
    this.waiting.push(batch);
    if (this.waiting.length > OUTCOME_AFTER) this.settleOldest();
  }

  private post(): Post {
    this.posted += 1;
    const id = newEventId();
    const transaction_id = `live-${id}`;
    const event = received(id, {
      transaction_id,
      currency: 'USD',
      merchant_id: `m-${String(this.posted % 50)}`,
    });
    this.note(
      this.log.append(event).then((position) => {
        this.newest = { id: transaction_id, position };
      }),
    );
    return event;
  }

  private settleOldest(): void {
    for (const post of this.waiting.shift() ?? []) this.note(this.log.append(processed(post)));
  }

  private note(appending: Promise<unknown>): void {
    const noted = appending
      .catch((error: unknown) => {
        this.failure = error;
      })
      .finally(() => this.underWay.delete(noted));
    this.underWay.add(noted);
  }
}
