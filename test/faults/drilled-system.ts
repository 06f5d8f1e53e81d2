import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { System } from '../support/system.js';

export interface DrilledSystem {
  readonly system: System;
  readonly folder: string;
  /** Stops it; `keep` leaves logs, data and histories for whoever wants to know why. */
  close(keep: boolean): Promise<void>;
}

/** A whole system that is there to be struck. Half a second of delay, so that outcomes also wait in the queue. */
export async function drilledSystem(): Promise<DrilledSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-faults-'));
  const env = { PROCESSING_DELAY_MS: '500', SIMULATED_FAILURE_RATE: '0.1', LOG_LEVEL: 'warn' };
  // Processes are killed, never the machine's power: what the system holds in memory is as good as on disk.
  const system = await System.create({ folder, env, postgresSettings: { fsync: 'off' } });
  await system.start('ingestion', 'processor', 'projector');
  return {
    system,
    folder,
    close: async (keep) => {
      await system.close();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}
