import { CHANNELS } from '@app/contracts';

import { defineSender, Sender, type Message, type SenderEngines, type SendResult } from './sender.js';

/** Writes that there is a notification into the process's log; no address or text, which may be personal. */
export class LogSender extends Sender {
  readonly needsRecipient = false;
  readonly isIdempotent = true;
  readonly timeoutMs = 0;

  constructor(private readonly engines: SenderEngines) {
    super();
  }

  receiverOf(): string {
    return 'log';
  }

  send({ notificationId, channel, idempotencyKey }: Message): Promise<SendResult> {
    this.engines.log.info({ event: 'notification.sent', notificationId, channel, idempotencyKey });
    return Promise.resolve({ kind: 'accepted' });
  }
}

export const log = defineSender({
  name: 'log',
  channels: CHANNELS,
  create: (_settings, engines) => new LogSender(engines),
});
