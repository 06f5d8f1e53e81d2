import { askHttp, parseRetryAfter, type HttpAnswer } from '@app/outbound';
import { Api, GrammyError, HttpError } from 'grammy';

import { fieldsOf, MAX_ANSWER_BYTES, quoted, resultOfProvider, resultOfUnreadable } from './http-result.js';
import { defineSender, Sender, type Message, type SendResult } from './sender.js';
import { TelegramConfig } from './telegram.config.js';

/** In UTF-16 code units, as Telegram counts. */
const MAX_TEXT_LENGTH = 4_096;

/** A Telegram bot. It takes no idempotency key. The URL holds the token, so that no URL may be told. */
export class TelegramSender extends Sender {
  readonly needsRecipient = true;
  readonly isIdempotent = false;
  readonly timeoutMs: number;

  constructor(private readonly config: TelegramConfig) {
    super();
    this.timeoutMs = config.timeoutMs;
  }

  receiverOf(): string {
    return 'telegram';
  }

  async send({ recipient, title, body }: Message, stopping: AbortSignal): Promise<SendResult> {
    const { token, apiUrl } = this.config;
    // grammY's own fetch does not tell whether the request had left when it broke.
    const fetch = (url: string, { body: text }: { body: string }): Promise<JsonAnswer> =>
      this.ask(new URL(url), text, stopping);
    try {
      await new Api(token, { apiRoot: apiUrl, fetch }).sendMessage(recipient, textOf(title, body));
      return { kind: 'accepted' };
    } catch (error) {
      if (error instanceof GrammyError) return resultOfRefusal(error, [token, recipient]);
      if (error instanceof HttpError && error.error instanceof UnreadableError) return error.error.result;
      throw error;
    }
  }

  private async ask(url: URL, body: string, stopping: AbortSignal): Promise<JsonAnswer> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const limits = { timeoutMs: this.timeoutMs, maxBodyBytes: MAX_ANSWER_BYTES };
    const answer = await askHttp({ destination: { url }, headers, body, ...limits }, stopping);
    const fields = answer.kind === 'answered' ? fieldsOf(answer.body) : {};
    if (!isAgreed(fields)) throw new UnreadableError(answer);
    return { json: () => Promise.resolve(fields) };
  }
}

/** All that grammY uses of a response. */
interface JsonAnswer {
  json(): Promise<Readonly<Record<string, unknown>>>;
}

/** There was no answer, or not one of the Bot API, such as a gateway's. */
class UnreadableError extends Error {
  readonly result: SendResult;

  constructor(answer: HttpAnswer) {
    super('the Bot API did not answer');
    this.result = resultOfUnreadable(answer);
  }
}

function isAgreed({ ok, error_code: status, description }: Readonly<Record<string, unknown>>): boolean {
  return ok === true || (typeof status === 'number' && status >= 400 && typeof description === 'string');
}

/** `{"ok": false, "error_code": 429, "description": "…", "parameters": {"retry_after": 3}}` */
function resultOfRefusal({ error_code: status, description, parameters }: GrammyError, hidden: string[]): SendResult {
  const told = { message: quoted(description, hidden) };
  // 403 is the user who blocked the bot; a token that is wrong gets 401 or 404.
  if (status === 403) return { kind: 'refused', code: '403', ...told };
  const retryAfterMs = parseRetryAfter(String(parameters.retry_after ?? ''), Date.now());
  return resultOfProvider({ kind: 'answered', status, retryAfterMs, body: undefined }, told);
}

function textOf(title: string, body: string): string {
  const text = `${title}\n\n${body}`;
  if (text.length <= MAX_TEXT_LENGTH) return text;
  // Without half of a character at the end.
  return `${text.slice(0, MAX_TEXT_LENGTH - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

export const telegram = defineSender({
  name: 'telegram',
  channels: ['telegram'],
  config: TelegramConfig,
  create: (config) => new TelegramSender(config),
});
