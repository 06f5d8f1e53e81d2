import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { pollUntil } from '@app/testing';

import type { LoadSummary } from '../../apps/cli/src/load/load-figures.js';
import { SeededRandom } from '../../apps/cli/src/load/seeded-random.js';
import type { VerifyReport } from '../../apps/cli/src/verify/verify.js';
import type { System } from '../support/system.js';
import { Cli } from './cli.js';
import { FAULTS, type FaultName } from './faults.js';

export interface DrillOptions {
  /** Names the drill; the history file is called after it. */
  readonly name: string;
  /** Each happens `times` over, independently of the others. */
  readonly faults: readonly FaultName[];
  readonly times: number;
  /** Decides the posts and the moments. */
  readonly seed: number;
  /** Posts a second. */
  readonly rate: number;
}

export interface DrillReport {
  readonly seed: number;
  readonly load: LoadSummary;
  readonly verified: VerifyReport;
}

/** From the system being whole again until the next blow. */
const PAUSE_MS = { least: 100, most: 2_000 };
const LOAD_OUTLASTS_MS = 500;
/** On a machine that others load too. */

/**
 * Sends posts all the while, again and again until they are acknowledged, strikes at random moments, and then asks the
 * oracle. The apps have to run already.
 */
export async function drill(system: System, folder: string, options: DrillOptions): Promise<DrillReport> {
  const { name, faults, times, seed, rate } = options;
  process.stderr.write(`drill ${name}: ${String(times)} of ${faults.join(', ')}, seed ${String(seed)}\n`);
  const history = join(folder, `${name}-${String(seed)}.ndjson`);
  const load = new Cli(loadArguments(history, seed, rate), system.environment);
  try {
    await untilUnderWay(history);
    await Promise.all(faults.map((fault, index) => strike(system, fault, times, new SeededRandom(seed + index))));
    await delay(LOAD_OUTLASTS_MS);
  } finally {
    load.kill('SIGTERM');
  }
  const summary = await load.json<LoadSummary>();
  // Nobody else sends, so that what no history tells of was made up.
  const histories = readdirSync(folder).filter((file) => file.endsWith('.ndjson'));
  const files = histories.map((file) => join(folder, file));
  const asked = ['verify', '--history', ...files, '--only', '--settled', '--within', '60s', '--json'];
  const verified = await new Cli(asked, system.environment).json<VerifyReport>();
  return { seed, load: summary, verified };
}

/**
 * Until the first post is answered: a blow before that strikes no load, and a process that has only just been started
 * dies of SIGTERM without a summary.
 */
async function untilUnderWay(history: string): Promise<void> {
  await pollUntil(() => readFileSync(history, 'utf8').includes('"result":'), {
    what: 'the first answer to the load',
  });
}

async function strike(system: System, fault: FaultName, times: number, random: SeededRandom): Promise<void> {
  for (let done = 0; done < times; done += 1) {
    await delay(random.between(PAUSE_MS.least, PAUSE_MS.most));
    await FAULTS[fault](system);
  }
}

function loadArguments(history: string, seed: number, rate: number): readonly string[] {
  const shares = ['--duplicates', '0.05', '--conflicts', '0.02'];
  const pace = ['--rate', String(rate), '--duration', '1h', '--connections', '16'];
  return ['load', '--history', history, '--seed', String(seed), ...pace, ...shares, '--retry', '--json'];
}
