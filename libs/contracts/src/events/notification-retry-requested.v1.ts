import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { defineEvent, type EventOf } from '../event.js';
import { NotificationId, Text, UtcInstant } from '../schema/decorators.js';
import { CHANNELS, type Channel } from './notification-requested.v1.js';

/** Channels that failed, or whose fate is unknown, are to be tried again. The others are not touched by it. */
export class NotificationRetryRequestedData {
  @NotificationId()
  notification_id!: string;

  /** All of them when left out. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn([...CHANNELS], { each: true })
  @JSONSchema({ items: { type: 'string', enum: [...CHANNELS] } })
  channels?: Channel[];

  @Text()
  requested_by!: string;

  @UtcInstant()
  requested_at!: string;
}

export const NotificationRetryRequested = defineEvent({
  type: 'NotificationRetryRequested.v1',
  topic: 'notifications',
  data: NotificationRetryRequestedData,
  subject: (data) => data.notification_id,
});
export type NotificationRetryRequested = EventOf<typeof NotificationRetryRequested>;
