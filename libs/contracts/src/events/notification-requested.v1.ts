import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsObject, IsOptional, IsString } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { defineEvent, type EventOf } from '../event.js';
import { NotificationId, Text, TransactionId, UtcInstant } from '../schema/decorators.js';

export const CHANNELS = ['sms', 'email', 'telegram', 'webhook'] as const;
/** A way to reach a user. */
export type Channel = (typeof CHANNELS)[number];

/** The address by channel: a telephone number, an e-mail address, a chat id, a URL. */
export type Recipients = Readonly<Partial<Record<Channel, string>>>;

/** Somebody is to be told something. The first of a `notification_id` counts; what differs later is not sent. */
export class NotificationRequestedData {
  @NotificationId()
  notification_id!: string;

  @Text()
  user_id!: string;

  @Text()
  title!: string;

  @Text()
  body!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn([...CHANNELS], { each: true })
  @JSONSchema({ items: { type: 'string', enum: [...CHANNELS] } })
  channels!: Channel[];

  /** Of the request; where a channel has none here the notifier looks it up in its contacts. */
  @IsOptional()
  @IsObject()
  @JSONSchema({
    properties: Object.fromEntries(CHANNELS.map((channel) => [channel, { type: 'string', minLength: 1 }])),
    additionalProperties: false,
  })
  recipients?: Recipients;

  @UtcInstant()
  requested_at!: string;

  /** Whose key signed the request; `unsigned` where none was asked for, `rule` where a rule asked. */
  @Text()
  source!: string;

  /** The rule that asked. */
  @IsOptional()
  @IsString()
  rule?: string;

  /** The transaction that it is about. */
  @IsOptional()
  @TransactionId()
  transaction_id?: string;
}

export const NotificationRequested = defineEvent({
  type: 'NotificationRequested.v1',
  topic: 'notifications',
  data: NotificationRequestedData,
  subject: (data) => data.notification_id,
});
export type NotificationRequested = EventOf<typeof NotificationRequested>;
