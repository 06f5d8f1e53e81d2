import { createLogSink, recordOf } from '@app/messaging';

import { LiveTraffic } from '../support/live-traffic.js';
import { SILENT, type System } from '../support/system.js';
import { looking } from './measure.js';

const LOOK_EVERY_MS = 50;

/**
 * How far reads lag behind at most, in ms as a list says it, while so many transactions a second come in with their
 * outcomes and something else goes on.
 */
export async function longestLag<Result>(
  system: System,
  perSecond: number,
  meanwhile: () => Promise<Result>,
): Promise<{ readonly longest: number; readonly result: Result }> {
  await system.start('read-api');
  // One that has just begun knows of no earlier moment at which everything was applied than the last record's.
  await lag(system);
  const connection = { brokers: [system.kafka.brokers], clientId: 'bench' };
  const sink = createLogSink(connection, { deadlineMs: 60_000, queueLimit: 100_000 }, SILENT);
  const traffic = new LiveTraffic({ append: (event) => sink.append(recordOf(event)) }, perSecond);
  let longest = 0;
  const look = async (): Promise<void> => {
    longest = Math.max(longest, await lag(system));
  };
  try {
    const result = await looking(LOOK_EVERY_MS, look, meanwhile);
    return { longest, result };
  } finally {
    await traffic.stop();
    await sink.close();
  }
}

async function lag(system: System): Promise<number> {
  const answer = await fetch(`${system.url('read-api')}/v1/transactions?limit=1`);
  if (!answer.ok) throw new Error(`a read during a rebuild: ${String(answer.status)}`);
  const { meta } = (await answer.json()) as { readonly meta: { readonly lag_ms: number | null } };
  if (meta.lag_ms === null) throw new Error('a read during a rebuild: nobody knows how far it lags');
  return meta.lag_ms;
}
