import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { createDatabase, type Database } from '@app/database';

import { System, type SystemOptions } from '../support/system.js';
import { benchAccept } from './accept.bench.js';
import { benchEndToEnd } from './end-to-end.bench.js';
import type { Figure } from './measure.js';
import { benchNotifications } from './notifications.bench.js';
import { Receivers } from './receivers.js';
import { benchProjector } from './projector.bench.js';
import { benchReads } from './reads.bench.js';
import { benchRebuild } from './rebuild.bench.js';
import { benchStartup } from './startup.bench.js';
import { benchStorage } from './storage.bench.js';

const { values } = parseArgs({
  options: {
    /** Some of: startup, accept, end-to-end, projector, rebuild, storage, notifications, reads. */
    only: { type: 'string', default: 'startup,accept,end-to-end,projector,rebuild,storage,notifications,reads' },
    seconds: { type: 'string', default: '60' },
    transactions: { type: 'string', default: '500000' },
    /** In the read models, for the reads. */
    rows: { type: 'string', default: '5000000' },
    json: { type: 'string' },
  },
});
const only = new Set(values.only.split(','));
const seconds = Number(values.seconds);
const folder = mkdtempSync(join(tmpdir(), 'tidemark-bench-'));
const figures: Figure[] = [];
const open = new Set<System>();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.all([...open].map((system) => system.close())).finally(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(1);
    });
  });
}

try {
  if (only.has('startup')) figures.push(...(await benchStartup(join(folder, 'startup'))));
  if (['accept', 'end-to-end', 'projector', 'rebuild', 'storage'].some((name) => only.has(name))) await benchSystem();
  if (only.has('notifications')) await benchReceivers();
  if (only.has('reads')) {
    await inSystem({ folder: join(folder, 'reads') }, async (system, database) => {
      figures.push(...(await benchReads(system, database, Number(values.rows))));
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const machine = { cores: cpus().length, cpu: cpus()[0]?.model, memoryGb: Math.round(totalmem() / 2 ** 30) };
const report = { machine, node: process.version, figures };
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${JSON.stringify(report)}\n`);
console.table(
  figures.map(({ name, value, unit, target, reached }) => ({
    figure: name,
    value: `${value.toLocaleString('en')} ${unit}`,
    target: target ?? '',
    reached: reached === undefined ? '' : reached ? 'yes' : 'no',
  })),
);

/** What is written, in one system: each part finds what those before it have left. */
function benchSystem(): Promise<void> {
  return inSystem({ folder: join(folder, 'system'), env: { PROCESSING_DELAY_MS: '0' } }, async (system, database) => {
    if (only.has('accept')) figures.push(...(await benchAccept(system, Math.max(3, seconds / 8))));
    if (only.has('end-to-end')) figures.push(...(await benchEndToEnd(system, database, seconds)));
    if (only.has('projector')) figures.push(...(await benchProjector(system, database, Number(values.transactions))));
    if (only.has('rebuild')) figures.push(...(await benchRebuild(system, database)));
    if (only.has('storage')) figures.push(...(await benchStorage(join(folder, 'system'), database)));
  });
}

async function benchReceivers(): Promise<void> {
  const receivers = await Receivers.start();
  await inSystem({ folder: join(folder, 'notifications'), env: receivers.settings }, async (system, database) => {
    figures.push(...(await benchNotifications(system, database, receivers)));
  }).finally(() => receivers.close());
}

/** It is closed afterwards, and when the bench is interrupted. */
async function inSystem(
  options: SystemOptions,
  use: (system: System, database: Database) => Promise<void>,
): Promise<void> {
  const system = await System.create(options);
  open.add(system);
  const database = createDatabase({ url: system.postgres.url, poolSize: 2, applicationName: 'bench' });
  try {
    await use(system, database);
  } finally {
    await database.destroy();
    open.delete(system);
    await system.close();
  }
}
