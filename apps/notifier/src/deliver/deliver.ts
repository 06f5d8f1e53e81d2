import { consequenceId, newEventId, type NotificationAttempted } from '@app/contracts';
import { appendEvents, type Keyed, type LogSink } from '@app/messaging';
import { crashPoint } from '@app/platform';
import type { WorkItem, WorkResult } from '@app/work-queue';

import type { Sending } from '../deliveries/sending.js';
import type { Deliverable, DeliveryKey, SendingStore } from '../deliveries/sending-store.js';
import type { AttemptWork } from '../deliveries/work-of-delivery.js';
import { EVENT_SOURCE } from '../event-source.js';
import type { NotifierMetrics } from '../notifier-metrics.js';
import type { Message, SendResult } from '../senders/sender.js';
import { attemptOutcome, isPastDeadline, type AttemptFacts, type AttemptOutcome } from './attempt-outcome.js';
import type { DeliveryChannel, Turn } from './delivery-channel.js';

/** What did not get into the log, or is somebody else's just now, is looked at again this soon. */
const AGAIN_MS = 500;
const NOT_SENT: SendResult = { kind: 'unavailable', message: 'the notifier was held up before it could send' };
/** Beyond a sender's own time-out: until whoever began an attempt has surely told of it, if he lives. */
const GRACE_MS = 5_000;

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
  constructor(
    private readonly channel: DeliveryChannel,
    private readonly store: SendingStore,
    private readonly sink: LogSink,
    private readonly metrics: NotifierMetrics,
    private readonly clock: DeliveryClock = { now: () => Date.now(), random: () => Math.random() },
  ) {}

  async attempt({ id, payload }: WorkItem<AttemptWork>, stopping: AbortSignal): Promise<WorkResult> {
    const key = { notificationId: payload.notification_id, channel: this.channel.channel };
    const found = await this.store.load(key);
    // The log has told of it: by a process that was thought dead, or before this one could take the item out.
    if (found === undefined || found.delivery.attempts >= payload.attempt) return { id, kind: 'done' };
    const { sending } = found;
    if (sending?.attempt === payload.attempt) return this.resume(id, found, sending, stopping);
    return this.make(id, found, null, stopping);
  }

  /** An attempt that was begun before: its result is known and not yet in the log, or is not known. */
  private async resume(id: string, found: Deliverable, sending: Sending, stopping: AbortSignal): Promise<WorkResult> {
    if (sending.event !== undefined) return this.tell(id, found, sending, sending.event);
    const provider = this.channel.provider(sending.provider);
    const surelyOver = (provider?.sender.timeoutMs ?? this.channel.timeoutMs) + GRACE_MS;
    const wait = surelyOver - (found.sendingMs ?? Infinity);
    if (wait > 0) return { id, kind: 'later', delayMs: wait, counted: false };
    if (provider?.sender.isIdempotent === true && !this.isTooLate(found))
      return this.make(id, found, sending, stopping);
    const lost: SendResult = { kind: 'unknown', message: 'the notifier stopped before it knew the answer' };
    const event = this.eventOf(found, sending.provider, this.outcomeOf(found, lost, false));
    return this.tell(id, found, null, event);
  }

  private async make(
    id: string,
    found: Deliverable,
    begunBefore: Sending | null,
    stopping: AbortSignal,
  ): Promise<WorkResult> {
    const impossible = this.whyImpossible(found);
    if (impossible !== undefined) {
      return this.tell(id, found, null, this.eventOf(found, null, { result: 'failed', error_message: impossible }));
    }
    const turn = this.turn(found, begunBefore);
    // Spread over as long again, so that they do not all come back at once.
    if (typeof turn === 'number') {
      return { id, kind: 'later', delayMs: turn * (1 + this.clock.random()), counted: false };
    }
    let how: 'well' | 'badly' | 'nothing' = 'nothing';
    try {
      const { name: provider, sender } = turn.provider;
      const sending = { attempt: found.delivery.attempts + 1, provider, event_id: newEventId() };
      const begunAt = this.clock.now();
      const isOurs = !stopping.aborted && (await this.store.begin(found, sending, found.sending));
      if (!isOurs) return { id, kind: 'later', delayMs: AGAIN_MS, counted: false };
      // Whoever was stopped in between may have been given up: what he sends now may be sent by somebody else, too.
      const isLate = this.clock.now() - begunAt > GRACE_MS;
      const sent = isLate ? NOT_SENT : await sender.send(messageOf(found), stopping);
      how = HOW[sent.kind];
      crashPoint('notifier.after-send');
      const event = this.eventOf(found, provider, this.outcomeOf(found, sent, sender.isIdempotent), sending.event_id);
      return await this.tell(id, found, sending, event);
    } finally {
      this.channel.leave(turn, how);
    }
  }

  /** What may have been taken by a provider is asked of no other. */
  private turn({ delivery, recipient }: Deliverable, begunBefore: Sending | null): Turn | number {
    if (begunBefore === null) return this.channel.turnFor(delivery, recipient);
    return this.channel.turnFor({ ...delivery, status: 'unknown', provider: begunBefore.provider }, recipient);
  }

  private whyImpossible(found: Deliverable): string | undefined {
    if (this.isTooLate(found)) {
      return `not sent within ${String(this.channel.patience.deadlineMs)} ms after it was asked for`;
    }
    if (found.recipient !== null || !this.channel.needsRecipient) return undefined;
    return `no recipient for ${found.channel}: neither in the request nor in the contacts`;
  }

  private isTooLate({ delivery }: Deliverable): boolean {
    const beganAt = Date.parse(delivery.roundBeganAt);
    return isPastDeadline({ beganAt, now: this.clock.now() }, this.channel.patience);
  }

  /** The result goes to PostgreSQL and to the log at once: either of them keeps it. */
  private async tell(
    id: string,
    key: DeliveryKey,
    sending: Sending | null,
    event: Keyed<NotificationAttempted>,
  ): Promise<WorkResult> {
    const [noted, appended] = await Promise.allSettled([
      sending === null || sending.event !== undefined ? undefined : this.store.note(key, { ...sending, event }),
      appendEvents(this.sink, [event]),
    ]);
    crashPoint('notifier.before-mark');
    if (appended.status === 'fulfilled' && appended.value[0] === undefined) {
      this.metrics.attempted(event.data);
      return { id, kind: 'done' };
    }
    if (noted.status === 'rejected') throw noted.reason;
    return { id, kind: 'later', delayMs: AGAIN_MS, counted: false };
  }

  private outcomeOf({ delivery }: Deliverable, sent: SendResult, isIdempotent: boolean): AttemptOutcome {
    const facts: AttemptFacts = {
      attempt: delivery.attempts + 1 - delivery.roundAfter,
      providers: this.channel.providers.length,
      isIdempotent,
      beganAt: Date.parse(delivery.roundBeganAt),
      now: this.clock.now(),
      random: this.clock.random(),
    };
    return attemptOutcome(sent, facts, this.channel.patience);
  }

  private eventOf(
    { notificationId, channel, delivery, traceparent }: Deliverable,
    provider: string | null,
    outcome: AttemptOutcome,
    id = newEventId(),
  ): Keyed<NotificationAttempted> {
    const attempted_at = new Date(this.clock.now()).toISOString();
    return {
      id,
      type: 'NotificationAttempted.v1',
      source: EVENT_SOURCE,
      time: attempted_at,
      subject: notificationId,
      data: {
        notification_id: notificationId,
        channel,
        attempt: delivery.attempts + 1,
        provider,
        attempted_at,
        ...outcome,
      },
      ...(traceparent !== null && { traceparent }),
    };
  }
}

/** A receiver that answers works, whatever it says; a lost answer counts against it. */
const HOW = { accepted: 'well', refused: 'well', busy: 'well', unavailable: 'badly', unknown: 'badly' } as const;

function messageOf({
  notificationId,
  channel,
  delivery,
  recipient,
  userId,
  title,
  body,
  requestedAt,
}: Deliverable): Message {
  const idempotencyKey = consequenceId('delivery', `${delivery.roundEventId}:${channel}`);
  return { notificationId, channel, recipient: recipient ?? '', userId, title, body, requestedAt, idempotencyKey };
}
