import { eventIdOf, type LogRecord } from '@app/messaging';

import type { Findings } from './findings.js';
import type { ReaderPlace } from './stored-readers.js';

/**
 * Whether the log is the one that was read: the record before a position must be the one that was applied last.
 *
 * @param last the last record before the position that the log holds
 */
export function provePosition(
  { reader, next, lastEventId }: ReaderPlace,
  partition: number,
  last: LogRecord | undefined,
  findings: Findings,
): void {
  const found = last?.offset === next - 1 ? eventIdOf(last) : '';
  if (found === lastEventId) return;
  const detail = `${reader} has applied ${lastEventId || 'no event'}, the log holds ${found || 'none'}`;
  findings.add({ kind: 'wrong-position', partition, offset: next - 1, detail });
}
