import type { Database } from '@app/database';
import { pollUntil } from '@app/testing';

import type { System } from '../support/system.js';
import { fillLog } from './backlog.js';
import { bareUpserts } from './bare-upserts.js';
import { appliedOffsets, residentMb, type Figure } from './measure.js';

const READERS = ['transaction-status_g%', 'summaries_g%'];

/** The projector alone on a backlog of received and processed events; the reference is the same rows, bare. */
export async function benchProjector(system: System, database: Database, transactions: number): Promise<Figure[]> {
  await system.stop('ingestion', 'processor', 'projector', 'read-api');
  const before = await appliedByReader(database);
  await fillLog(system, transactions);
  const events = transactions * 2;

  const start = performance.now();
  await system.launch('projector');
  const { pid } = system.process('projector');
  let began: number | undefined;
  let memory = 0;
  await pollUntil(
    async () => {
      const applied = await appliedByReader(database);
      if (applied.some((offsets, at) => offsets > (before[at] ?? 0))) began ??= performance.now();
      memory = Math.max(memory, residentMb(pid));
      return applied.every((offsets, at) => offsets - (before[at] ?? 0) >= events);
    },
    { what: 'the backlog is applied', timeoutMs: 900_000, intervalMs: 50 },
  );
  const perSecond = Math.round((1000 * events) / (performance.now() - (began ?? start)));
  const reference = await bareUpserts(database, transactions);
  return [
    {
      name: 'projector: backlog, status and summaries together',
      value: perSecond,
      unit: 'events/s',
      target: '>= 12,000, aim 25,000',
      reached: perSecond >= 12_000,
    },
    { name: 'projector: bare unnest upserts of the same rows', value: reference, unit: 'events/s' },
    { name: 'projector: share of the bare statements', value: Math.round((100 * perSecond) / reference), unit: '%' },
    { name: 'projector: memory at most', value: memory, unit: 'MB', target: '<= 250', reached: memory <= 250 },
  ];
}

function appliedByReader(database: Database): Promise<readonly number[]> {
  return Promise.all(READERS.map((reader) => appliedOffsets(database, reader)));
}
