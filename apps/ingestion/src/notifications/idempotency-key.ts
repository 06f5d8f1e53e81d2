import { consequenceId } from '@app/contracts';
import { invalidField, type ProblemSpec } from '@app/platform';

const HEADER = 'Idempotency-Key';
const RULE = 'must be 1 to 255 visible ASCII characters';
const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/u;

export const INVALID_KEY = invalidField(HEADER, RULE);

export const REUSED_KEY: ProblemSpec = {
  status: 422,
  code: 'idempotency-key-reused',
  title: 'Idempotency key reused',
  detail: `The notification of this ${HEADER} was asked for with other contents; nothing was written`,
  errors: [{ pointer: `#/${HEADER}`, detail: 'names another request' }],
};

/** A header that was sent twice is none: Node joins both with a comma and a space. */
export function isIdempotencyKey(header: string): boolean {
  return VISIBLE_ASCII.test(header);
}

/** The same key of the same sender is the same notification, for ever and at every replica. */
export function notificationIdOf(key: string, source: string): string {
  return consequenceId('notification', `${source}:${key}`);
}
