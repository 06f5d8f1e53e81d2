import { join } from 'node:path';

import { assertPortFree } from '@app/embedded';

import { AppProcess } from './app-process.js';
import type { App } from './apps.js';
import { planEngines, type EnginePlan } from './engines.js';
import { stopLeftOvers } from './left-overs.js';
import { printLinesOf, type Print } from './prefixed-output.js';
import type { RunFile } from './run-file.js';
import { childEnvironment } from './start.config.js';
import type { StartOptions } from './start-options.js';
import type { Supervisor } from './supervisor.js';
import { waitUntilReady } from './wait-until-ready.js';
import { endpointsOf } from './welcome.js';

/** Past this the table is shown all the same and names who is late; the supervisor goes on trying. */
const READY_WITHIN_MS = 60_000;

export interface BringUpOptions extends StartOptions {
  readonly supervisor: Supervisor;
  readonly runFile: RunFile;
  readonly print: Print;
  readonly log: (line: string) => void;
  readonly stop: AbortSignal;
}

/** Engines, then what they need, then apps; shows the table once everything is ready. */
export async function bringUp(options: BringUpOptions): Promise<void> {
  const { config, apps, supervisor, prepare, log } = options;
  const began = performance.now();
  await stopLeftOvers(options.runFile.read(), [join(options.dataDir, '/'), ...apps.map(options.mainOf)], log);
  for (const app of apps) await assertPortFree(app.portOf(config), app.name, app.portVariable, '0.0.0.0');

  const plan = await planEngines(config, options.dataDir, log);
  await supervisor.startEngines(plan.engines);
  await Promise.all([prepare.migrate(plan.databaseUrl), prepare.createTopics(plan.kafkaBrokers.split(','))]);
  await supervisor.startApps(apps.map((app) => appProcess(app, plan, options)));

  const ports = apps.map((app) => ({ name: app.name, port: app.portOf(config) }));
  const late = await waitUntilReady(ports, READY_WITHIN_MS, options.stop);
  if (options.stop.aborted) return;
  options.welcome({ endpoints: endpointsOf(ports, plan), startedInMs: Math.round(performance.now() - began), late });
}

function appProcess(app: App, plan: EnginePlan, options: BringUpOptions): AppProcess {
  const { config, print, mainOf } = options;
  const port = app.portOf(config);
  const env = childEnvironment({
    KAFKA_BROKERS: plan.kafkaBrokers,
    DATABASE_URL: plan.databaseUrl,
    [app.portVariable]: String(port),
    READ_API_URL: config.readApiUrl ?? `http://127.0.0.1:${config.readApiPort}`,
    // Apps write to a pipe of ours, and cannot see that a person reads it.
    LOG_FORMAT: config.logFormat ?? (process.stdout.isTTY ? 'pretty' : 'json'),
  });
  return new AppProcess({ name: app.name, port, main: mainOf(app), env, attachOutput: printLinesOf(print) });
}
