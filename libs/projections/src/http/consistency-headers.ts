import { ProblemError } from '@app/platform';

import { parseConsistency, type Consistency, type ConsistencyHeaders } from '../freshness/consistency.js';

/** @throws ProblemError 400 that names the header */
export function consistencyOf(headers: ConsistencyHeaders): Consistency {
  const consistency = parseConsistency(headers);
  if (!('wrongHeader' in consistency)) return consistency;
  const header = consistency.wrongHeader;
  throw new ProblemError({
    status: 400,
    code: 'invalid-request',
    title: 'Invalid request',
    detail: header === 'Consistency' ? 'Consistency must be strict' : 'Consistency-Token is none of ours',
    errors: [{ pointer: `#/${header}`, detail: 'is not valid' }],
  });
}
