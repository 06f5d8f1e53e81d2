import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { newSeed } from '../../apps/cli/src/load/seeded-random.js';
import { drill } from './drill.js';
import { drilledSystem, type DrilledSystem } from './drilled-system.js';

// Real: engines, built apps as processes, kill -9, the load and the oracle of the command line.

describe('engines that are killed', () => {
  let drilled: DrilledSystem;
  beforeAll(async () => {
    drilled = await drilledSystem();
  });
  afterAll(() => drilled.close(false));

  it.each([
    ['the broker', 'kill-kafka'],
    ['PostgreSQL', 'kill-postgres'],
  ] as const)(
    'given %s killed under load, when it is back, then everything goes on by itself and verify finds nothing',
    async (_engine, fault) => {
      const seed = newSeed();
      const { load, verified } = await drill(drilled.system, drilled.folder, {
        name: fault,
        faults: [fault],
        times: 2,
        seed,
        rate: 200,
      });

      expect({ seed, findings: verified.findings }).toEqual({ seed, findings: [] });
      expect(load.accepted).toBeGreaterThan(0);
    },
    120_000,
  );
});
