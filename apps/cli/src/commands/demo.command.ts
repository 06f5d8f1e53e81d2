import { resolve } from 'node:path';

import { Command } from 'commander';

import { printDemo } from '../demo/demo-report.js';
import { setDemoEnvironment } from '../demo/demo.config.js';
import { runDemo, type DemoSystem } from '../demo/run-demo.js';
import { readWebhooks } from '../demo/webhook-file.js';
import { databaseConfig } from '../engines/engines.config.js';
import { printJson, printLine } from '../print.js';
import { APPS, type App } from '../start/apps.js';
import { startConfig, type StartConfig } from '../start/start.config.js';
import type { Preparation } from '../start/start-options.js';
import { start } from '../start/start.js';
import { waitUntilReady } from '../start/wait-until-ready.js';
import { asText } from '../start/welcome.js';

interface DemoFlags {
  readonly file: string;
  readonly exit?: true;
  readonly json?: true;
}

const ROOT = resolve(import.meta.dirname, '../../../../..');

export function demoCommand(prepare: Preparation): Command {
  return new Command('demo')
    .description('post a file of webhooks and show what comes of them; starts everything unless it runs already')
    .option('--file <path>', 'one webhook a line', resolve(ROOT, 'test/data/webhooks.ndjson'))
    .option('--exit', 'stop what was started, instead of leaving it running until Ctrl-C')
    .option('--json', 'print what came of them as one line of JSON')
    .action(async (flags: DemoFlags) => {
      const config = startConfig();
      const silent = await silentApps(config);
      if (silent.length === 0) await show(systemOf(config), flags);
      else if (silent.length === APPS.length) await startAndShow(config, prepare, flags);
      else throw new NotReadyError(silent);
    });
}

async function show(system: DemoSystem, flags: DemoFlags): Promise<void> {
  const webhooks = readWebhooks(flags.file);
  if (flags.json !== true) printLine(`Posting ${webhooks.length} webhooks of ${flags.file} …`);
  const outcome = await runDemo(system, webhooks);
  if (flags.json === true) printJson(outcome);
  else printDemo(outcome, system);
  if (!outcome.complete) process.exitCode = 1;
}

async function startAndShow(config: StartConfig, prepare: Preparation, flags: DemoFlags): Promise<void> {
  setDemoEnvironment();
  const outcome: { failure?: Error } = {};
  await start({
    config,
    dataDir: resolve(config.dataDir),
    apps: APPS,
    mainOf: (app) => resolve(import.meta.dirname, '../../..', app.name, 'src/main.js'),
    prepare,
    welcome: (welcome) => {
      if (flags.json !== true) printLine(asText(welcome, `txn-${Date.now()}`));
      void showWhenReady(welcome.late, systemOf(config), flags)
        .catch((error: unknown) => {
          outcome.failure = error instanceof Error ? error : new Error(String(error));
        })
        .then(() => {
          if (flags.exit === true || outcome.failure !== undefined) process.kill(process.pid, 'SIGTERM');
        });
    },
  });
  if (outcome.failure !== undefined) throw outcome.failure;
}

function systemOf(config: StartConfig): DemoSystem {
  const { ingestionPort, readApiPort, readApiUrl } = config;
  return {
    ingestionUrl: `http://127.0.0.1:${ingestionPort}`,
    readApiUrl: readApiUrl ?? `http://127.0.0.1:${readApiPort}`,
    databaseUrl: databaseConfig().url,
  };
}

async function showWhenReady(late: readonly string[], system: DemoSystem, flags: DemoFlags): Promise<void> {
  if (late.length > 0) throw new NotReadyError(late);
  await show(system, flags);
}

/** Those that do not run, or are not ready. */
function silentApps(config: StartConfig): Promise<readonly string[]> {
  const apps = APPS.map((app: App) => ({ name: app.name, port: app.portOf(config) }));
  return waitUntilReady(apps, 0, new AbortController().signal);
}

class NotReadyError extends Error {
  readonly code = 'DEMO.NOT_READY';

  constructor(apps: readonly string[]) {
    super(`Not ready: ${apps.join(', ')}. See /health/ready of each, or run tidemark doctor.`);
    this.name = 'NotReadyError';
  }
}
