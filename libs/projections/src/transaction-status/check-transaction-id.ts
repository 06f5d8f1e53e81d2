import { IDENTIFIER } from '@app/domain';

import { invalidParameter } from '../http/list-parameters.js';

/** @throws ProblemError 400 for an id that was never accepted */
export function checkTransactionId(id: string): void {
  if (!IDENTIFIER.test(id)) throw invalidParameter('transaction_id', `must match ${IDENTIFIER.source}`);
}
