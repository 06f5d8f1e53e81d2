import { askHttp, DestinationError, DestinationGuard, type Destination, type Resolve } from '@app/outbound';
import { Webhook } from 'standardwebhooks';

import { resultOfReceiver } from './http-result.js';
import { defineSender, Sender, type Message, type SendResult } from './sender.js';
import { WebhookConfig } from './webhook.config.js';

/** Posts to the user's own URL, signed by Standard Webhooks. A receiver knows a repetition by its `webhook-id`. */
export class WebhookSender extends Sender {
  readonly needsRecipient = true;
  readonly isIdempotent = true;
  readonly timeoutMs: number;
  /** Everybody has a receiver of their own, so that a slow one must leave room. */
  override readonly share = 0.25;
  private readonly signature: Webhook;
  private readonly guard: DestinationGuard;

  constructor({ signingSecret, timeoutMs, allowHttp, allowedNetworks = [] }: WebhookConfig, resolve?: Resolve) {
    super();
    this.timeoutMs = timeoutMs;
    this.signature = new Webhook(signingSecret);
    this.guard = new DestinationGuard({ allowHttp, allowedNetworks }, resolve);
  }

  receiverOf(recipient: string): string {
    return URL.parse(recipient)?.origin ?? 'webhook';
  }

  async send(message: Message, stopping: AbortSignal): Promise<SendResult> {
    const destination = this.destinationOf(message.recipient);
    if (destination instanceof DestinationError) return { kind: 'refused', message: destination.message };
    const body = bodyOf(message);
    const headers = { 'content-type': 'application/json', ...this.signed(message.idempotencyKey, body) };
    // A receiver's words are not read: an error message is shown to whoever chose the URL.
    return resultOfReceiver(await askHttp({ destination, headers, body, timeoutMs: this.timeoutMs }, stopping));
  }

  private destinationOf(url: string): Destination | DestinationError {
    try {
      return this.guard.admit(url);
    } catch (error) {
      if (error instanceof DestinationError) return error;
      throw error;
    }
  }

  private signed(id: string, body: string): Readonly<Record<string, string>> {
    const now = new Date();
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': this.signature.sign(id, now, body),
    };
  }
}

/** The same for every attempt. */
function bodyOf({ notificationId, userId, title, body, requestedAt }: Message): string {
  return JSON.stringify({
    type: 'notification',
    timestamp: requestedAt,
    data: { notification_id: notificationId, user_id: userId, title, body },
  });
}

export const webhook = defineSender({
  name: 'webhook',
  channels: ['webhook'],
  config: WebhookConfig,
  create: (config) => new WebhookSender(config),
});
