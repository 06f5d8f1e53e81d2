import { formatConsistencyToken, type Topic } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';

/** The `Consistency-Token` of records written to a topic: a reader has them all once it has come past each partition's last one. */
export function consistencyTokenOf(topic: Topic, positions: readonly RecordPosition[]): string {
  const next = new Map<number, number>();
  for (const { partition, offset } of positions) {
    next.set(partition, Math.max(next.get(partition) ?? 0, offset + 1));
  }
  return formatConsistencyToken({ topic, next });
}
