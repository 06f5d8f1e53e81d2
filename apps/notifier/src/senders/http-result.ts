import { plainText, type HttpAnswer } from '@app/outbound';

import type { SendResult } from './sender.js';

/** What a provider says of a question itself, where it does. */
export interface Told {
  readonly code?: string;
  readonly message?: string;
}

type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

/** Of an answer that is more than a status. */
export const MAX_ANSWER_BYTES = 16_384;

const MAX_MESSAGE_LENGTH = 300;
const COME_AGAIN = new Set([408, 409, 425, 429]);
const OUR_SETTINGS = new Set([401, 402, 403, 404, 405]);
/** From a gateway: whoever is behind it did not answer, and may have taken the message. */
const NOBODY_ANSWERED = new Set([502, 504]);

/** What came of asking a provider, whose URL and credentials are ours: if they are wrong that says nothing of the message. */
export function resultOfProvider(answer: HttpAnswer, told: Told = {}): SendResult {
  if (answer.kind !== 'answered') return resultOfNoAnswer(answer);
  const { status } = answer;
  if (OUR_SETTINGS.has(status) || isRedirect(status)) return { kind: 'unavailable', ...explained(answer, told) };
  if (NOBODY_ANSWERED.has(status)) return { kind: 'unknown', ...explained(answer, told) };
  return resultOfStatus(answer, told);
}

/** What came of asking a provider whose answer is not what was agreed: then a good status alone does not say that it took it. */
export function resultOfUnreadable(answer: HttpAnswer): SendResult {
  const result = resultOfProvider(answer);
  if (result.kind !== 'accepted') return result;
  return { ...result, kind: 'unknown', message: 'answered, but not whether it took the message' };
}

/** What came of asking a receiver, whose URL is the user's own. */
export function resultOfReceiver(answer: HttpAnswer): SendResult {
  return answer.kind === 'answered' ? resultOfStatus(answer, {}) : resultOfNoAnswer(answer);
}

/** Words of others as a message: of bounded length, and without what nobody may read, such as a token or the address. */
export function quoted(words: string, hidden: readonly string[]): string {
  const shown = hidden
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '***'), words);
  return plainText(shown, MAX_MESSAGE_LENGTH);
}

/** The fields of an answer that is a JSON object; none if it is not. */
export function fieldsOf(body: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body ?? '');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

function resultOfStatus(answer: Answered, told: Told): SendResult {
  const { status, retryAfterMs } = answer;
  const later = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status >= 200 && status < 300) return { kind: 'accepted', code: told.code ?? String(status) };
  if (COME_AGAIN.has(status)) return { kind: 'busy', ...explained(answer, told), ...later };
  if (status >= 500) return { kind: 'unavailable', ...explained(answer, told), ...later };
  return { kind: 'refused', ...explained(answer, told) };
}

function resultOfNoAnswer(answer: Exclude<HttpAnswer, Answered>): SendResult {
  if (answer.kind === 'forbidden') return { kind: 'refused', message: answer.message };
  const { code } = answer;
  if (answer.wasWritten) return { kind: 'unknown', code, message: `asked, but not answered (${code})` };
  return { kind: 'unavailable', code, message: `not to be reached (${code})` };
}

function explained({ status }: Answered, { code = String(status), message }: Told): Required<Told> {
  const fallback = isRedirect(status) ? 'answered with a redirect, which is not followed' : 'answered';
  return { code, message: message ?? `${fallback} (${String(status)})` };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}
