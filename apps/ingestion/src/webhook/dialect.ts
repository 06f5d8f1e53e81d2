import type { Dialect } from '@app/platform';

import { fieldsOf } from './posted-body.js';
import { TRANSACTION_BODY } from './transaction.dto.js';

/** What there is to say about one accepted transaction. */
export interface AcceptedTransaction {
  readonly transactionId: string;
  readonly statusUrl: string;
  readonly body: object;
}

/** The body of the 202, by dialect: clients of the systems that are replaced find what they found there. */
export const ACCEPTED_ANSWER: Readonly<Record<Dialect, (accepted: AcceptedTransaction) => string>> = {
  tidemark: ({ transactionId, statusUrl, body }) =>
    JSON.stringify({ message: 'accepted', transaction_id: transactionId, status_url: statusUrl, ...ignoredIn(body) }),
  django: ({ transactionId, statusUrl }) =>
    JSON.stringify({ message: 'accepted', transaction_id: transactionId, status_url: statusUrl }),
  fastapi: () => '{"message":"accepted"}',
  flask: () => '{"message":"Webhook received"}',
};

const KNOWN_FIELDS = fieldsOf(TRANSACTION_BODY);

/** Enough to see a misspelt name; the answer stays small whatever was sent. */
const MAX_IGNORED_FIELDS = 32;

function ignoredIn(body: object): { readonly ignored_fields?: readonly string[] } {
  const ignored: string[] = [];
  for (const name of Object.keys(body)) {
    if (KNOWN_FIELDS.has(name)) continue;
    ignored.push(name);
    if (ignored.length === MAX_IGNORED_FIELDS) break;
  }
  return ignored.length === 0 ? {} : { ignored_fields: ignored };
}
