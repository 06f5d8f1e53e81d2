import type { Outcome, TransactionFacts } from '@app/domain';
import { boundedText, parseRetryAfter, plainText } from '@app/outbound';

import type { Settlement } from './settlement-policy.js';

export type ServiceAnswer =
  | ({ readonly kind: 'settled' } & Settlement)
  /** The service will never settle this one. */
  | { readonly kind: 'refused'; readonly status: number }
  /** The service works and asks to come again. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number | undefined }
  /** No answer, or none that can be understood. */
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined }
  /** We called the question off ourselves. */
  | { readonly kind: 'stopped' };

export interface ServiceOptions {
  readonly url: string;
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
}

const OUTCOMES: ReadonlyMap<unknown, Outcome> = new Map([
  ['PROCESSED', 'PROCESSED'],
  ['FAILED', 'FAILED'],
]);
// A credential that is wrong says nothing of the transaction.
const COME_AGAIN = new Set([401, 403, 408, 409, 425, 429]);
const MAX_BODY_BYTES = 16_384;
const MAX_REASON_LENGTH = 500;

/** Asks the service about one transaction. Never rejects. */
export async function askService(
  { url, timeoutMs }: ServiceOptions,
  facts: TransactionFacts,
  idempotencyKey: string,
  stopping: AbortSignal,
): Promise<ServiceAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify(facts),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stopping]),
    });
    if (response.status === 200) return await settlementIn(response);
    await response.body?.cancel();
    return withoutSettlement(response);
  } catch {
    return stopping.aborted ? { kind: 'stopped' } : { kind: 'failed', retryAfterMs: undefined };
  }
}

function withoutSettlement({ status, headers }: Response): ServiceAnswer {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now());
  if (COME_AGAIN.has(status)) return { kind: 'busy', retryAfterMs };
  if (status >= 400 && status < 500) return { kind: 'refused', status };
  return { kind: 'failed', retryAfterMs };
}

/** @throws when the body is too long, not JSON or not what was agreed */
async function settlementIn(response: Response): Promise<ServiceAnswer> {
  const answer: unknown = JSON.parse(await boundedText(response.body, MAX_BODY_BYTES));
  if (typeof answer !== 'object' || answer === null) throw new Error('the answer is no object');
  const { status, reason } = answer as Readonly<Record<'status' | 'reason', unknown>>;
  const outcome = OUTCOMES.get(status);
  if (outcome === undefined) throw new Error('the answer names no status that we know');
  if (typeof reason !== 'string' || reason === '') return { kind: 'settled', outcome };
  return { kind: 'settled', outcome, reason: plainText(reason, MAX_REASON_LENGTH) };
}
