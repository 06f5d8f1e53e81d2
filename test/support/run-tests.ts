import { runJest } from './jest-run.js';
import { runTestsConfig, startProcessesQuickly, withEngines } from './run-tests.config.js';
import { startTestEngines } from './test-engines.js';

/** `npm test [-- jest arguments]`: engines once for the whole run, jest over all specs, the counts as the last line. */
startProcessesQuickly();
const engines = await startTestEngines(runTestsConfig());
try {
  const run = await runJest(process.argv.slice(2), withEngines(engines));
  process.exitCode = run.exitCode;
  process.stdout.write(`${run.summary}\n`);
} finally {
  await engines.stop();
}
