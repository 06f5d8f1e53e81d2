import { loadConfig } from '@app/platform';
import { ReportingConfig, type Projection } from '@app/projections';
import {
  cancelRebuild,
  forgetPrevious,
  promote,
  rebuild,
  rollBack,
  waitingGeneration,
  type Promotion,
  type RebuildOutcome,
} from '@app/rebuild';
import { Argument, Command, Option } from 'commander';

import { withDatabase } from '../engines/with-database.js';
import { isAgreed } from '../is-agreed.js';
import { wholeNumber } from '../option-parsers.js';
import { printJson, printLine } from '../print.js';
import { describeComparison } from '../rebuild/describe-comparison.js';
import { projectionArgument } from '../rebuild/projection-argument.js';
import { RebuildBar } from '../rebuild/rebuild-bar.js';
import { RebuildInterruptedError } from '../rebuild/rebuild-interrupted.errors.js';
import { withRebuildEngines } from '../rebuild/with-rebuild-engines.js';

interface RebuildFlags {
  readonly promote: Exclude<Promotion, 'in_place'>;
  readonly truncate?: true;
  readonly rollback?: true;
  readonly accept?: true;
  readonly cancel?: true;
  readonly forget?: true;
  readonly throttle?: number;
  readonly json?: true;
}

/** How long a generation may take to catch up with the live one before it is promoted by hand. */
const CATCH_UP_MS = 60_000;
const STOP_WITHIN_MS = 4_000;

export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('build a read model anew from the log, beside the live one; compare both; promote the new one')
    .addArgument(new Argument('<projection>', 'such as summaries').argParser(projectionArgument))
    .addOption(
      new Option('--promote <when>', 'auto: when both are equal; manual: show the difference first')
        .choices(['auto', 'manual'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--truncate',
        'rebuild in place: less disk, but reads are incomplete meanwhile and nothing is compared',
      ).conflicts('promote'),
    )
    .addOption(instead('--accept', 'promote the generation that waits for it'))
    .addOption(instead('--rollback', 'go back to the generation that was read before this one'))
    .addOption(instead('--cancel', 'end the rebuild that runs or waits, and drop what it has built'))
    .addOption(
      instead(
        '--forget',
        'drop the generation that is kept for a rollback: following it costs as much as the live one',
      ),
    )
    .option('--throttle <n>', 'events per second at most', wholeNumber(1, 10_000_000))
    .option('--json', 'print one line of JSON')
    .action(async (projection: Projection, flags: RebuildFlags) => {
      if (flags.rollback === true) await goBack(projection, flags);
      else if (flags.accept === true) await accept(projection, flags);
      else if (flags.cancel === true) await cancel(projection, flags);
      else if (flags.forget === true) await forget(projection, flags);
      else await run(projection, flags);
    });
}

/** What is done instead of a rebuild. */
function instead(flag: string, description: string): Option {
  const option = new Option(flag, description);
  const others = ['accept', 'rollback', 'cancel', 'forget', 'truncate', 'promote', 'throttle'];
  return option.conflicts(others.filter((name) => name !== option.attributeName()));
}

async function run(projection: Projection, flags: RebuildFlags): Promise<void> {
  const isWatched = process.stderr.isTTY && flags.json !== true;
  const bar = new RebuildBar();
  const stop = new AbortController();
  process.once('SIGINT', () => {
    const interrupted = new RebuildInterruptedError();
    stop.abort(interrupted);
    // What takes long and cannot be interrupted, such as an index, is not waited for: it may be killed at any point.
    setTimeout(() => {
      bar.stop();
      process.stderr.write(`${interrupted.message}\n`, () => process.exit(1));
    }, STOP_WITHIN_MS).unref();
  });
  if (flags.truncate === true && flags.json !== true) {
    process.stderr.write('rebuilding in place: reads are incomplete until it is done\n');
  }
  const outcome = await withRebuildEngines((engines) =>
    rebuild(
      projection,
      {
        promote: flags.truncate === true ? 'in_place' : flags.promote,
        throttle: flags.throttle,
        unattended: false,
        reportingZone: loadConfig(ReportingConfig).timeZone,
        signal: stop.signal,
        onProgress: (progress) => {
          if (isWatched) bar.show(progress);
        },
      },
      engines,
    ),
  ).finally(() => {
    bar.stop();
  });
  if (flags.json === true) printJson(outcome);
  else report(outcome, flags);
  if (outcome.refused !== undefined) process.exitCode = 1;
  const mayBeAccepted = isWatched && outcome.state === 'ready';
  if (mayBeAccepted && (await isAgreed(`promote generation ${outcome.generation}?`))) await accept(projection, flags);
}

function report(outcome: RebuildOutcome, { truncate }: RebuildFlags): void {
  const { projection, generation, state, events, seconds, comparison, refused } = outcome;
  const rate = seconds > 0 ? ` (${Math.round(events / seconds).toLocaleString('en')}/s, all told)` : '';
  printLine(
    `${projection}: generation ${generation} from ${events.toLocaleString('en')} events in ${seconds.toFixed(1)} s${rate}`,
  );
  if (truncate !== true) for (const line of describeComparison(comparison)) printLine(line);
  if (state === 'promoted') printLine(`generation ${generation} is promoted: reads see it now`);
  else {
    printLine(`generation ${generation} is not promoted${refused === undefined ? '' : `: ${refused}`}`);
    printLine(`if its rows are right: tidemark rebuild ${projection} --accept; if not: --cancel`);
  }
}

async function accept(projection: Projection, { json }: RebuildFlags): Promise<void> {
  const generation = await withDatabase(
    async (database) => {
      const waiting = await waitingGeneration(database, projection.name);
      await promote(database, projection, waiting, { withinMs: CATCH_UP_MS });
      return waiting;
    },
    { poolSize: 2 },
  );
  process.exitCode = 0;
  if (json === true) printJson({ projection: projection.name, generation, state: 'promoted' });
  else printLine(`generation ${generation} is promoted: reads see it now`);
}

async function goBack(projection: Projection, { json }: RebuildFlags): Promise<void> {
  const generation = await withDatabase((database) => rollBack(database, projection, { withinMs: CATCH_UP_MS }), {
    poolSize: 2,
  });
  if (json === true) printJson({ projection: projection.name, generation, state: 'promoted' });
  else printLine(`rolled back: generation ${generation} is read again`);
}

async function cancel(projection: Projection, { json }: RebuildFlags): Promise<void> {
  const generation = await withDatabase((database) => cancelRebuild(database, projection.name));
  if (json === true) printJson({ projection: projection.name, generation, state: 'failed' });
  else printLine(`generation ${generation} is given up`);
}

async function forget(projection: Projection, { json }: RebuildFlags): Promise<void> {
  const generation = await withDatabase((database) => forgetPrevious(database, projection.name));
  if (json === true) printJson({ projection: projection.name, generation, state: 'dropped' });
  else printLine(`generation ${generation} is dropped`);
}
