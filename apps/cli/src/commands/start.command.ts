import { resolve } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { APPS, type App } from '../start/apps.js';
import { startConfig } from '../start/start.config.js';
import type { Preparation } from '../start/start-options.js';
import { start } from '../start/start.js';
import { asJson, asText } from '../start/welcome.js';

interface StartFlags {
  readonly apps?: readonly App[];
  readonly enginesOnly?: true;
  readonly json?: true;
}

export function startCommand(prepare: Preparation): Command {
  return new Command('start')
    .description('run everything on this machine: engines unless they are given, then every app; Ctrl-C stops it')
    .option('--apps <names>', `only these of ${APPS.map(({ name }) => name).join(', ')}`, parseApps)
    .option('--engines-only', 'no apps: Kafka and PostgreSQL, migrated and with topics')
    .option('--json', 'print the table of URLs as one line of JSON')
    .action(async (flags: StartFlags) => {
      const config = startConfig();
      await start({
        config,
        dataDir: resolve(config.dataDir),
        apps: flags.enginesOnly === true ? [] : (flags.apps ?? APPS),
        mainOf: (app) => resolve(import.meta.dirname, '../../..', app.name, 'src/main.js'),
        prepare,
        welcome: (welcome) => {
          const text = flags.json === true ? asJson(welcome) : asText(welcome, `txn-${Date.now()}`);
          process.stdout.write(`${text}\n`);
        },
      });
      // A connection of a start that was cut short must not keep us.
      process.exit(0);
    });
}

function parseApps(names: string): readonly App[] {
  return names.split(',').map((name) => {
    const app = APPS.find((each) => each.name === name.trim());
    if (app === undefined) throw new InvalidArgumentError(`There is no app ${name}.`);
    return app;
  });
}
