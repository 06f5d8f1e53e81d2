import { askHttp, type HttpAnswer } from '@app/outbound';

import { fieldsOf, MAX_ANSWER_BYTES, quoted, resultOfUnreadable } from './http-result.js';
import { KavenegarConfig } from './kavenegar.config.js';
import { defineSender, Sender, type Message, type SendResult } from './sender.js';

/**
 * What blames the message: missing or empty fields, the receptor, the text, its length and its characters. All else is the
 * account, its credit, its line or the service.
 */
const BLAMES_MESSAGE = new Set([400, 406, 411, 413, 414, 422]);
const TOO_MANY = new Set([429, 451]);

/** Kavenegar's REST API. Its key is part of the path, so that no URL may be told. */
export class KavenegarSender extends Sender {
  readonly needsRecipient = true;
  readonly isIdempotent = false;
  readonly timeoutMs: number;
  private readonly url: URL;

  constructor(private readonly config: KavenegarConfig) {
    super();
    this.timeoutMs = config.timeoutMs;
    this.url = new URL(`${config.url}/v1/${encodeURIComponent(config.apiKey)}/sms/send.json`);
  }

  receiverOf(): string {
    return 'kavenegar';
  }

  async send({ recipient, body }: Message, stopping: AbortSignal): Promise<SendResult> {
    const { apiKey, sender } = this.config;
    const answer = await askHttp(
      {
        destination: { url: this.url },
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          receptor: recipient,
          ...(sender !== undefined && { sender }),
          message: body,
        }).toString(),
        timeoutMs: this.timeoutMs,
        maxBodyBytes: MAX_ANSWER_BYTES,
      },
      stopping,
    );
    return resultIn(answer, [apiKey, recipient]);
  }
}

/** `{"return": {"status": 200, "message": "…"}, "entries": […]}`; its status counts, not the one of HTTP. */
function resultIn(answer: HttpAnswer, hidden: readonly string[]): SendResult {
  if (answer.kind !== 'answered') return resultOfUnreadable(answer);
  const { status, message } = fieldsOf(JSON.stringify(fieldsOf(answer.body)['return']));
  if (typeof status !== 'number') return resultOfUnreadable(answer);
  const code = String(status);
  if (status === 200) return { kind: 'accepted', code };
  const explained = { code, message: typeof message === 'string' ? quoted(message, hidden) : `answered (${code})` };
  if (BLAMES_MESSAGE.has(status)) return { kind: 'refused', ...explained };
  if (TOO_MANY.has(status)) return { kind: 'busy', ...explained };
  return { kind: 'unavailable', ...explained };
}

export const kavenegar = defineSender({
  name: 'kavenegar',
  channels: ['sms'],
  config: KavenegarConfig,
  create: (config) => new KavenegarSender(config),
});
