import { askHttp } from '@app/outbound';

import { resultOfProvider } from './http-result.js';
import { defineSender, Sender, type Message, type SendResult } from './sender.js';
import { SmsHttpConfig } from './sms-http.config.js';

/** Any SMS provider that takes a POST and says by its status what became of it. */
export class SmsHttpSender extends Sender {
  readonly needsRecipient = true;
  readonly isIdempotent: boolean;
  readonly timeoutMs: number;
  private readonly url: URL;

  constructor(private readonly config: SmsHttpConfig) {
    super();
    this.isIdempotent = config.idempotent;
    this.timeoutMs = config.timeoutMs;
    this.url = new URL(config.url);
  }

  receiverOf(): string {
    return 'sms-http';
  }

  async send(
    { recipient, title, body: text, idempotencyKey: key }: Message,
    stopping: AbortSignal,
  ): Promise<SendResult> {
    const { body, headers } = this.config;
    const question = {
      destination: { url: this.url },
      headers: {
        'content-type': body.contentType,
        ...(this.isIdempotent && { 'idempotency-key': key }),
        ...headers,
      },
      body: body.fill({ recipient, text, title, key }),
      timeoutMs: this.timeoutMs,
    };
    return resultOfProvider(await askHttp(question, stopping));
  }
}

export const smsHttp = defineSender({
  name: 'sms-http',
  channels: ['sms'],
  config: SmsHttpConfig,
  create: (config) => new SmsHttpSender(config),
});
