import type { Channel, Recipients } from '@app/contracts';

import { MayBeLeftOut, UserReference } from '../intake/body-field.js';
import { bodySchemaOf } from '../intake/posted-body.js';
import { Addresses, Channels, Message } from './notification-fields.js';

/** The body of `POST /v1/notifications` and `POST /api/notifications/`. */
export class NotificationDto {
  @UserReference()
  user_id!: string | number;

  @Message(200)
  title!: string;

  @Message(10_000)
  body!: string;

  @Channels()
  channels!: Channel[];

  /** Where a channel has no address here, the notifier looks it up in the contacts of the user. */
  @MayBeLeftOut()
  @Addresses()
  recipients?: Recipients;
}

export const NOTIFICATION_BODY = bodySchemaOf(NotificationDto);
