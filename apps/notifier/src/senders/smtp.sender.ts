import { PassThrough, type Readable } from 'node:stream';

import { createTransport, type NodemailerError, type PluginFunction, type Transporter } from 'nodemailer';

import { isAddress } from './mailbox.js';
import { defineSender, Sender, type Message, type SendResult } from './sender.js';
import { SmtpConfig } from './smtp.config.js';
import { resultOfSmtpError } from './smtp-result.js';

/** How long a server has to close its side once we closed ours. */
const CLOSE_TIMEOUT_MS = 1_000;

/** E-mail as plain text, over connections that are kept. SMTP has no idempotency key; receivers may know the Message-ID. */
export class SmtpSender extends Sender {
  readonly needsRecipient = true;
  readonly isIdempotent = false;
  readonly timeoutMs: number;
  private readonly transport: Transporter;
  /** What the server reads of each e-mail that is under way. */
  private readonly contents = new WeakMap<AbortSignal, Readable>();

  constructor(private readonly config: SmtpConfig) {
    super();
    const { url, timeoutMs, maxConnections } = config;
    this.timeoutMs = timeoutMs;
    this.transport = createTransport({
      pool: true,
      url,
      maxConnections,
      // A kept connection that the server has closed meanwhile costs no attempt. Not used once a byte of the message left.
      maxRequeues: 1,
      socketCloseTimeout: CLOSE_TIMEOUT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    }).use('stream', this.watchContent);
  }

  receiverOf(): string {
    return 'smtp';
  }

  async send(message: Message, stopping: AbortSignal): Promise<SendResult> {
    if (!isAddress(message.recipient)) return { kind: 'refused', message: 'the recipient is no e-mail address' };
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const stop = (): void => {
      if (!this.wasHandedOver(signal)) giveUp.abort('STOPPED');
    };
    const timer = setTimeout(() => {
      giveUp.abort('TIMEOUT');
    }, this.timeoutMs);
    stopping.addEventListener('abort', stop);
    if (stopping.aborted) stop();
    try {
      await this.transport.sendMail({ ...this.mailOf(message), signal });
      return { kind: 'accepted', code: '250' };
    } catch (error) {
      return resultOfSmtpError(error as NodemailerError, this.wasHandedOver(signal), [message.recipient]);
    } finally {
      clearTimeout(timer);
      stopping.removeEventListener('abort', stop);
    }
  }

  override close(): Promise<void> {
    this.transport.close();
    return Promise.resolve();
  }

  private mailOf({ recipient, title, body, idempotencyKey }: Message): object {
    const { from } = this.config;
    return {
      from,
      to: { name: '', address: recipient },
      subject: title,
      text: body,
      messageId: `<${idempotencyKey}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
      // RFC 3834: nobody's out-of-office reply should come back.
      headers: { 'Auto-Submitted': 'auto-generated' },
    };
  }

  /**
   * nodemailer's errors do not tell whether the connection broke before the message or after it. The message is read from this
   * stream, and only when the server said that it takes it (354).
   */
  private readonly watchContent: PluginFunction = ({ message, data: { signal } }, done) => {
    message.processFunc((input) => {
      const content = new PassThrough();
      input.on('error', (error) => content.destroy(error)).pipe(content);
      if (signal) this.contents.set(signal, content);
      return content;
    });
    done();
  };

  private wasHandedOver(signal: AbortSignal): boolean {
    return this.contents.get(signal)?.readableDidRead === true;
  }
}

export const smtp = defineSender({
  name: 'smtp',
  channels: ['email'],
  config: SmtpConfig,
  create: (config) => new SmtpSender(config),
});
