import type { Dialect } from '@app/platform';

import { namingIgnored, unknownFields } from '../intake/ignored-fields.js';
import { fieldsOf } from '../intake/posted-body.js';
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

function ignoredIn(body: object): { readonly ignored_fields?: readonly string[] } {
  return namingIgnored(unknownFields(body, KNOWN_FIELDS));
}
