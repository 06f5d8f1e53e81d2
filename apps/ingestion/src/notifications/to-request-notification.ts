import { CHANNELS, type NotificationRequestedData, type Recipients } from '@app/contracts';

import { fieldsOf } from '../intake/posted-body.js';
import { unknownFields } from '../intake/ignored-fields.js';
import { RequestNotification } from '../request-notification/request-notification.command.js';
import { NOTIFICATION_BODY, type NotificationDto } from './notification.dto.js';

/** What is known of a request beside its body. */
export interface RequestReceipt {
  readonly notificationId: string;
  /** RFC 3339 UTC. */
  readonly requestedAt: string;
  /** Whose key signed it. */
  readonly source: string;
  readonly traceparent: string | undefined;
}

export interface ReadRequest {
  readonly command: RequestNotification;
  /** Fields that nobody reads, and recipients of channels that were not asked for: an address is not kept for nothing. */
  readonly ignored: readonly string[];
}

const KNOWN_FIELDS = fieldsOf(NOTIFICATION_BODY);

/** Reads a post, whose shape its schema has proven, into canonical values. */
export function toRequestNotification(post: NotificationDto, receipt: RequestReceipt): ReadRequest {
  const channels = [...new Set(post.channels)];
  const { recipients = {} } = post;
  const used = CHANNELS.filter((channel) => channels.includes(channel) && recipients[channel] !== undefined);
  const unused = CHANNELS.filter((channel) => !channels.includes(channel) && recipients[channel] !== undefined);
  const notification: NotificationRequestedData = {
    notification_id: receipt.notificationId,
    user_id: String(post.user_id),
    title: post.title,
    body: post.body,
    channels,
    ...(used.length > 0 && { recipients: addressesOf(recipients, used) }),
    requested_at: receipt.requestedAt,
    source: receipt.source,
  };
  return {
    command: new RequestNotification(notification, receipt.traceparent),
    ignored: [...unknownFields(post, KNOWN_FIELDS), ...unused.map((channel) => `recipients.${channel}`)],
  };
}

/** In the order of `CHANNELS`, whatever the order of the post: equal requests have equal JSON. */
function addressesOf(recipients: Recipients, channels: readonly (keyof Recipients)[]): Recipients {
  return Object.fromEntries(channels.map((channel) => [channel, recipients[channel]]));
}
