import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { createDatabase } from '@app/database';

import { System } from '../support/system.js';
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

try {
  if (only.has('startup')) figures.push(...(await benchStartup(join(folder, 'startup'))));
  if (['accept', 'end-to-end', 'projector', 'rebuild', 'storage'].some((name) => only.has(name))) await benchSystem();
  if (only.has('notifications')) await benchReceivers();
  if (only.has('reads')) {
    const system = await System.create({ folder: join(folder, 'reads') });
    figures.push(...(await benchReads(system, Number(values.rows)).finally(() => system.close())));
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
async function benchSystem(): Promise<void> {
  const system = await System.create({ folder: join(folder, 'system'), env: { PROCESSING_DELAY_MS: '0' } });
  const database = createDatabase({ url: system.postgres.url, poolSize: 2, applicationName: 'bench' });
  try {
    if (only.has('accept')) figures.push(...(await benchAccept(system, Math.max(3, seconds / 8))));
    if (only.has('end-to-end')) figures.push(...(await benchEndToEnd(system, database, seconds)));
    if (only.has('projector')) figures.push(...(await benchProjector(system, database, Number(values.transactions))));
    if (only.has('rebuild')) figures.push(...(await benchRebuild(system, database)));
    if (only.has('storage')) figures.push(...(await benchStorage(join(folder, 'system'), database)));
  } finally {
    await database.destroy();
    await system.close();
  }
}

async function benchReceivers(): Promise<void> {
  const receivers = await Receivers.start();
  const system = await System.create({ folder: join(folder, 'notifications'), env: receivers.settings });
  const database = createDatabase({ url: system.postgres.url, poolSize: 1, applicationName: 'bench' });
  try {
    figures.push(...(await benchNotifications(system, database, receivers)));
  } finally {
    await database.destroy();
    await system.close();
    await receivers.close();
  }
}
