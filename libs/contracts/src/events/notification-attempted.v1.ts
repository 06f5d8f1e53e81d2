import { IsInt, IsOptional, IsString, Min } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { defineEvent, type EventOf } from '../event.js';
import { NotificationId, OneOf, TextOrNull, UtcInstant } from '../schema/decorators.js';
import { CHANNELS, type Channel } from './notification-requested.v1.js';

/**
 * `success`: the provider took it. `retry`: it did not, another attempt follows. `failed`: it did not, none follows.
 * `unknown`: it may have; another attempt follows if `next_attempt_at` says when.
 */
export const ATTEMPT_RESULTS = ['success', 'retry', 'failed', 'unknown'] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];

/** One attempt at one channel and what came of it. */
export class NotificationAttemptedData {
  @NotificationId()
  notification_id!: string;

  @OneOf(CHANNELS)
  channel!: Channel;

  /** From 1, by notification and channel; the answer to an attempt that was left unknown carries its number again. */
  @IsInt()
  @Min(1)
  @JSONSchema({ type: 'integer' })
  attempt!: number;

  @OneOf(ATTEMPT_RESULTS)
  result!: AttemptResult;

  /** Who was asked; null when nobody was, such as without an address. */
  @TextOrNull()
  provider!: string | null;

  /** The provider's own code, such as `429` or `550`. */
  @IsOptional()
  @IsString()
  code?: string;

  @IsOptional()
  @IsString()
  error_message?: string;

  @UtcInstant()
  attempted_at!: string;

  @IsOptional()
  @UtcInstant()
  next_attempt_at?: string;
}

export const NotificationAttempted = defineEvent({
  type: 'NotificationAttempted.v1',
  topic: 'notifications',
  data: NotificationAttemptedData,
  subject: (data) => data.notification_id,
});
export type NotificationAttempted = EventOf<typeof NotificationAttempted>;
