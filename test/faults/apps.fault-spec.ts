import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { newSeed } from '../../apps/cli/src/load/seeded-random.js';
import { drill } from './drill.js';
import { drilledSystem, type DrilledSystem } from './drilled-system.js';

// Real: engines, built apps as processes, kill -9, the load and the oracle of the command line.

describe('apps that are killed', () => {
  let drilled: DrilledSystem;
  beforeAll(async () => {
    drilled = await drilledSystem();
  });
  afterAll(() => drilled.close(false));

  it('given ingestion, processor and projector killed five times each under load, when it is over, then verify finds nothing', async () => {
    const seed = newSeed();
    const { load, verified } = await drill(drilled.system, drilled.folder, {
      name: 'apps',
      faults: ['kill-ingestion', 'kill-processor', 'kill-projector'],
      times: 5,
      seed,
      rate: 200,
    });

    expect({ seed, findings: verified.findings }).toEqual({ seed, findings: [] });
    expect(load.accepted).toBeGreaterThan(1_000);
    // Some posts met a process that was not there.
    expect(load.failed + load.unknown).toBeGreaterThan(0);
  });
});
