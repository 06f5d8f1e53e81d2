import type { NotificationAttempted } from '@app/contracts';
import { retryDelay, type RetryRhythm } from '@app/outbound';

import type { SendResult } from '../senders/sender.js';

/** How long and how often a channel is tried. */
export interface Patience {
  /** Attempts at each provider, in one round. */
  readonly maxAttempts: number;
  /** From the request, or the retry by hand, until nothing is tried any more. */
  readonly deadlineMs: number;
  readonly rhythm: RetryRhythm;
  /** Where nobody knows whether a message was taken and asking again may send it twice. */
  readonly unknownOutcome: 'retry' | 'hold';
}

export interface AttemptFacts {
  /** In this round, from 1. */
  readonly attempt: number;
  readonly providers: number;
  /** Whether asking again cannot send the message twice. */
  readonly isIdempotent: boolean;
  /** When the round began, and now; milliseconds since 1970. */
  readonly beganAt: number;
  readonly now: number;
  /** From 0 up to 1. */
  readonly random: number;
}

export type AttemptOutcome = Pick<
  NotificationAttempted['data'],
  'result' | 'code' | 'error_message' | 'next_attempt_at'
>;

/** What an attempt comes to: whether another one follows, and when. */
export function attemptOutcome(sent: SendResult, facts: AttemptFacts, patience: Patience): AttemptOutcome {
  const explained = explanationOf(sent);
  switch (sent.kind) {
    case 'accepted':
      return { result: 'success', ...explained };
    case 'refused':
      return { result: 'failed', ...explained };
    case 'busy':
    case 'unavailable': {
      const next = nextAttemptAt(facts, patience, sent.retryAfterMs);
      if (next === undefined) return { result: 'failed', ...explained };
      return { result: 'retry', ...explained, next_attempt_at: next };
    }
    case 'unknown': {
      const mayAskAgain = facts.isIdempotent || patience.unknownOutcome === 'retry';
      const next = mayAskAgain ? nextAttemptAt(facts, patience, undefined) : undefined;
      return { result: 'unknown', ...explained, ...(next !== undefined && { next_attempt_at: next }) };
    }
  }
}

export function isPastDeadline({ beganAt, now }: Pick<AttemptFacts, 'beganAt' | 'now'>, patience: Patience): boolean {
  return now > beganAt + patience.deadlineMs;
}

/** Providers are asked in turn without a wait; only when all of them were asked does the next turn wait. */
function nextAttemptAt(
  { attempt, providers, beganAt, now, random }: AttemptFacts,
  { maxAttempts, deadlineMs, rhythm }: Patience,
  retryAfterMs: number | undefined,
): string | undefined {
  const turn = Math.ceil(attempt / providers);
  const endsTurn = attempt % providers === 0;
  if (endsTurn && turn >= maxAttempts) return undefined;
  const next = now + (endsTurn ? retryDelay(rhythm, turn, retryAfterMs, random) : 0);
  return next > beganAt + deadlineMs ? undefined : new Date(next).toISOString();
}

function explanationOf(sent: SendResult): Pick<AttemptOutcome, 'code' | 'error_message'> {
  return {
    ...(sent.code !== undefined && { code: sent.code }),
    ...(sent.kind !== 'accepted' && { error_message: sent.message }),
  };
}
