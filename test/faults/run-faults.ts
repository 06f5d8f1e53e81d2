import { parseArgs } from 'node:util';

import { newSeed } from '../../apps/cli/src/load/seeded-random.js';
import { drill, type DrillReport } from './drill.js';
import { drilledSystem } from './drilled-system.js';
import { FAULTS, isFaultName, type FaultName } from './faults.js';

/**
 * `npm run test:faults [-- --full] [--kills 50] [--only kill-kafka,kill-postgres] [--seed 1] [--rate 500]`: each fault by
 * itself, then all at once. Without --full it is the dose of CI.
 */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    kills: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    rate: { type: 'string', default: '300' },
  },
});
const kills = Number(values.kills ?? (values.full ? 50 : 5));
const seed = Number(values.seed ?? newSeed());
const all = Object.keys(FAULTS) as FaultName[];
const names = values.only === undefined ? all : values.only.split(',');
const chosen = names.filter(isFaultName);
if (chosen.length !== names.length || !Number.isInteger(kills) || !Number.isInteger(seed)) {
  throw new Error(`--kills and --seed are whole numbers, --only names some of ${all.join(', ')}`);
}

const together = chosen.length > 1 ? [{ name: 'together', faults: chosen }] : [];
const drills = [...chosen.map((fault) => ({ name: fault, faults: [fault] })), ...together];
const drilled = await drilledSystem();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Engines live in sessions of their own: nobody else would stop them.
  process.once(signal, () => void drilled.close(true).then(() => process.exit(1)));
}
let isSound = true;
try {
  for (const each of drills) {
    const options = { ...each, times: kills, seed, rate: Number(values.rate) };
    const report = await drill(drilled.system, drilled.folder, options);
    print(report);
    isSound &&= report.verified.ok;
  }
} finally {
  await drilled.close(!isSound);
}
process.stdout.write(isSound ? 'every drill: verify finds nothing\n' : `faults found; see ${drilled.folder}\n`);
process.exitCode = isSound ? 0 : 1;

function print({ load, verified }: DrillReport): void {
  const { accepted, failed, unknown } = load;
  process.stdout.write(
    `${String(accepted)} accepted, ${String(failed)} failed, ${String(unknown)} unknown; ` +
      `verify finds ${String(verified.total)} in ${String(verified.records)} records\n`,
  );
  for (const finding of verified.findings.slice(0, 20)) process.stdout.write(`  ${JSON.stringify(finding)}\n`);
}
