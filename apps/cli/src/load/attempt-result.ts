import type { AttemptResult } from '../history/history.js';
import type { Reply } from './http-connection.js';

/** The code of a 503 that says that nothing was written. */
const NOT_ATTEMPTED = '"overloaded"';

/** What a reply says about the record: whether it is in the log, is not, or may be. */
export function resultOf(reply: Reply): AttemptResult {
  if (reply.answer === undefined) return reply.sent ? 'unknown' : 'failed';
  const { status, body } = reply.answer;
  if (status >= 200 && status < 300) return 'accepted';
  if (status >= 400 && status < 500) return 'rejected';
  return status === 503 && body.includes(NOT_ATTEMPTED) ? 'failed' : 'unknown';
}
