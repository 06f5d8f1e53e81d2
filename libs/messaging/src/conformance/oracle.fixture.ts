import { expect } from '@jest/globals';

import type { LogAdmin } from '../log/log-admin.js';
import type { AppliedRow } from '../reader/reader.fixture.js';
import type { SteadyProducer } from './steady-producer.fixture.js';

/** How many records the log holds. */
export async function logLength(admin: LogAdmin): Promise<number> {
  const ranges = await admin.offsets('transactions');
  return [...ranges.values()].reduce((sum, { low, end }) => sum + end - low, 0);
}

/** Every record of the log was applied once, partition by partition in the order of the log. */
export function expectExactlyTheLog(rows: readonly AppliedRow[], length: number): void {
  expect(rows.length).toBe(length);
  const next = new Map<number, number>();
  const outOfOrder = rows.filter(({ partition, offset }) => {
    const expected = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    return offset !== expected;
  });
  expect(outOfOrder).toEqual([]);
}

/** What was acknowledged is there, nobody's record is, and those of one key came in the order in which they were sent. */
export function expectAcknowledged(rows: readonly AppliedRow[], producer: SteadyProducer): void {
  const found = new Set(rows.map((row) => row.event_id));
  expect([...producer.acknowledged].filter((id) => !found.has(id))).toEqual([]);
  expect([...found].filter((id) => !producer.sent.has(id))).toEqual([]);
  const latest = new Map<string, number>();
  const overtaken: string[] = [];
  for (const id of found) {
    const sent = producer.sent.get(id);
    // One that was refused with an unknown outcome may come late.
    if (sent === undefined || !producer.acknowledged.has(id)) continue;
    if (sent.n <= (latest.get(sent.key) ?? -1)) overtaken.push(`${sent.key} ${String(sent.n)}`);
    latest.set(sent.key, sent.n);
  }
  expect(overtaken).toEqual([]);
}
