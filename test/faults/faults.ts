import { setTimeout as delay } from 'node:timers/promises';

import type { System, SystemApp } from '../support/system.js';

/** Something that goes wrong, and the repair. Resolves when the system works again. */
export type Fault = (system: System) => Promise<void>;

/** Longer than the group's session time-out, so that the frozen process has lost its partitions when it wakes. */
const FROZEN_MS = 8_000;

export const FAULTS = {
  'kill-ingestion': killed('ingestion'),
  'kill-processor': killed('processor'),
  'kill-projector': killed('projector'),
  'freeze-processor': frozen('processor'),
  'freeze-projector': frozen('projector'),
  'kill-kafka': async ({ kafka }) => {
    kafka.kill('SIGKILL');
    await kafka.exited;
    await kafka.start();
  },
  'kill-postgres': async ({ postgres }) => {
    postgres.kill('SIGKILL');
    await postgres.exited;
    await postgres.start();
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

export function isFaultName(name: string): name is FaultName {
  return name in FAULTS;
}

function killed(app: SystemApp): Fault {
  return async (system) => {
    const process = system.process(app);
    process.kill('SIGKILL');
    await process.exited;
    await process.start();
    await system.untilReady(app);
  };
}

function frozen(app: SystemApp): Fault {
  return async (system) => {
    const process = system.process(app);
    process.kill('SIGSTOP');
    await delay(FROZEN_MS);
    process.kill('SIGCONT');
    await system.untilReady(app);
  };
}
