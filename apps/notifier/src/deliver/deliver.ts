import { setTimeout as delay } from 'node:timers/promises';

import { newEventId, type NotificationAttempted } from '@app/contracts';
import { hasEnded } from '@app/domain';
import { appendEvents, type Keyed, type LogSink } from '@app/messaging';
import { crashPoint } from '@app/platform';
import type { WorkItem, WorkResult } from '@app/work-queue';

import type { Sending } from '../deliveries/sending.js';
import type { Deliverable, DeliveryKey, SendingStore } from '../deliveries/sending-store.js';
import type { AttemptWork } from '../deliveries/work-of-delivery.js';
import type { NotifierMetrics } from '../notifier-metrics.js';
import type { SendResult } from '../senders/sender.js';
import { attemptOutcome, isPastDeadline, type AttemptFacts, type AttemptOutcome } from './attempt-outcome.js';
import { attemptedEvent, messageOf } from './attempted-event.js';
import type { DeliveryChannel } from './delivery-channel.js';
import { deliveryAfter, INTERRUPTED, resultAfter } from './doubt.js';

/** What did not get into the log, or is somebody else's just now, is looked at again this soon. */
const AGAIN_MS = 500;
const NOT_SENT: SendResult = { kind: 'unavailable', message: 'the notifier was held up before it could send' };
/** Beyond a sender's own time-out: until whoever began an attempt has surely told of it, if he lives. */
const GRACE_MS = 5_000;

/** How far the database's clock was ahead of ours when it was loaded, milliseconds. */
interface Found extends Deliverable {
  readonly aheadMs: number;
}

export interface DeliveryClock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/**
 * Makes attempts that are due. What is about to be sent is in PostgreSQL before it is sent, and what came of it is in
 * PostgreSQL or in the log before the attempt counts as made; a crash between the two leaves it unknown, and says so.
 */
export class Deliver {
  /** By `event_id`: begun here, and what came of them is not kept anywhere yet. */
  private readonly underWay = new Set<string>();
  /** Attempts that may be begun in PostgreSQL although nobody was asked: its answer did not come. */
  private readonly neverMade = new Set<string>();

  constructor(
    private readonly channel: DeliveryChannel,
    private readonly store: SendingStore,
    private readonly sink: LogSink,
    private readonly metrics: NotifierMetrics,
    private readonly clock: DeliveryClock = { now: () => Date.now(), random: () => Math.random() },
  ) {}

  async attempt({ id, payload }: WorkItem<AttemptWork>, stopping: AbortSignal): Promise<WorkResult> {
    const key = { notificationId: payload.notification_id, channel: this.channel.channel };
    const loaded = await this.store.load(key);
    // The log has told of it: by a process that was thought dead, or before this one could take the item out.
    if (loaded === undefined || loaded.delivery.attempts >= payload.attempt || hasEnded(loaded.delivery)) {
      return { id, kind: 'done' };
    }
    const found = { ...loaded, aheadMs: loaded.databaseMs - this.clock.now() };
    const { sending } = found;
    if (sending?.attempt === payload.attempt) return this.resume(id, found, sending, stopping);
    return this.make(id, found, null, stopping);
  }

  /** An attempt that was begun before: its result is known and not yet in the log, or is not known. */
  private async resume(id: string, found: Found, sending: Sending, stopping: AbortSignal): Promise<WorkResult> {
    if (sending.event !== undefined) return this.tell(id, found, sending, sending.event, stopping);
    if (this.underWay.has(sending.event_id)) return this.later(id, AGAIN_MS);
    if (this.neverMade.delete(sending.event_id)) return this.make(id, found, null, stopping);
    const provider = this.channel.provider(sending.provider);
    const surelyOver = (provider?.sender.timeoutMs ?? this.channel.timeoutMs) + GRACE_MS;
    const wait = surelyOver - (found.sendingMs ?? Infinity);
    if (wait > 0) return this.later(id, wait);
    if (provider?.sender.isIdempotent === true && this.whyImpossible(found, sending) === undefined) {
      return this.make(id, found, sending, stopping);
    }
    const lost: SendResult = { kind: 'unknown', message: INTERRUPTED };
    const event = this.eventOf(found, sending.provider, this.outcomeOf(found, lost, false));
    return this.tell(id, found, null, event, stopping);
  }

  private async make(
    id: string,
    found: Found,
    begunBefore: Sending | null,
    stopping: AbortSignal,
  ): Promise<WorkResult> {
    const impossible = this.whyImpossible(found, begunBefore);
    if (impossible !== undefined) {
      const outcome = { result: 'failed', error_message: impossible } as const;
      return this.tell(id, found, null, this.eventOf(found, null, outcome), stopping);
    }
    const turn = this.channel.turnFor(deliveryAfter(found, begunBefore), found.recipient);
    // Spread over as long again, so that they do not all come back at once.
    if (typeof turn === 'number') return this.later(id, turn * (1 + this.clock.random()));
    const { name: provider, sender } = turn.provider;
    const sending = { attempt: found.delivery.attempts + 1, provider, event_id: newEventId() };
    this.underWay.add(sending.event_id);
    let how: 'well' | 'badly' | 'nothing' = 'nothing';
    try {
      const begunAt = this.clock.now();
      const isOurs = !stopping.aborted && (await this.begin(found, sending, begunBefore));
      if (!isOurs) return this.later(id, AGAIN_MS);
      // Whoever was stopped in between may have been given up: what he sends now may be sent by somebody else, too.
      const isLate = this.clock.now() - begunAt > GRACE_MS;
      const sent = isLate ? NOT_SENT : await sender.send(messageOf(found), stopping);
      how = HOW[sent.kind];
      crashPoint('notifier.after-send');
      const outcome = this.outcomeOf(found, resultAfter(begunBefore, sent), sender.isIdempotent);
      return await this.tell(id, found, sending, this.eventOf(found, provider, outcome, sending.event_id), stopping);
    } finally {
      this.channel.leave(turn, how);
      this.underWay.delete(sending.event_id);
    }
  }

  private async begin(found: Found, sending: Sending, begunBefore: Sending | null): Promise<boolean> {
    try {
      return await this.store.begin(found, sending, found.sending);
    } catch (error) {
      if (begunBefore === null) this.neverMade.add(sending.event_id);
      throw error;
    }
  }

  private whyImpossible(found: Found, begunBefore: Sending | null): string | undefined {
    const beganAt = Date.parse(found.delivery.roundBeganAt);
    if (isPastDeadline({ beganAt, now: this.timeOf(found) }, this.channel.patience)) {
      return `not sent within ${String(this.channel.patience.deadlineMs)} ms after it was asked for`;
    }
    if (this.channel.providersFor(deliveryAfter(found, begunBefore), found.recipient).length > 0) return undefined;
    return `no recipient for ${found.channel}: neither in the request nor in the contacts`;
  }

  /** The result goes to PostgreSQL and to the log at once: either of them keeps it. While neither does, we do. */
  private async tell(
    id: string,
    key: DeliveryKey,
    sending: Sending | null,
    event: Keyed<NotificationAttempted>,
    stopping: AbortSignal,
  ): Promise<WorkResult> {
    for (;;) {
      const [noted, appended] = await Promise.allSettled([
        sending === null || sending.event !== undefined ? undefined : this.store.note(key, { ...sending, event }),
        appendEvents(this.sink, [event]),
      ]);
      crashPoint('notifier.before-mark');
      if (appended.status === 'fulfilled' && appended.value[0] === undefined) {
        this.metrics.attempted(event.data);
        return { id, kind: 'done' };
      }
      if (noted.status === 'fulfilled') return this.later(id, AGAIN_MS);
      if (stopping.aborted) throw noted.reason;
      await delay(AGAIN_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  private outcomeOf(found: Found, sent: SendResult, isIdempotent: boolean): AttemptOutcome {
    const { delivery } = found;
    const facts: AttemptFacts = {
      attempt: delivery.attempts + 1 - delivery.roundAfter,
      providers: this.channel.providers.length,
      isIdempotent,
      beganAt: Date.parse(delivery.roundBeganAt),
      now: this.timeOf(found),
      random: this.clock.random(),
    };
    return attemptOutcome(sent, facts, this.channel.patience);
  }

  private eventOf(
    found: Found,
    provider: string | null,
    outcome: AttemptOutcome,
    id?: string,
  ): Keyed<NotificationAttempted> {
    return attemptedEvent(found, { ...(id !== undefined && { id }), provider, outcome, at: this.timeOf(found) });
  }

  /** By the database's clock: a process whose own is an hour ahead would let every message be too late. */
  private timeOf({ aheadMs }: Found): number {
    return this.clock.now() + aheadMs;
  }

  private later(id: string, delayMs: number): WorkResult {
    return { id, kind: 'later', delayMs, counted: false };
  }
}

/** A receiver that answers works, whatever it says; a lost answer counts against it. */
const HOW = { accepted: 'well', refused: 'well', busy: 'well', unavailable: 'badly', unknown: 'badly' } as const;
