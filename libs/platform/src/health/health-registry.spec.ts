import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { HealthRegistry, type HealthStatus } from './health-registry.js';

const healthy = (): Promise<HealthStatus> => Promise.resolve({ healthy: true });

describe('HealthRegistry', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('given no checks, when asked, then it is ready', async () => {
    await expect(new HealthRegistry().report()).resolves.toEqual({ ready: true, checks: {} });
  });

  it('given one check of two failing, when asked, then it is not ready and says why', async () => {
    const health = new HealthRegistry();
    health.add('kafka', healthy);
    health.add('database', () => Promise.reject(new Error('connection refused')));

    await expect(health.report()).resolves.toEqual({
      ready: false,
      checks: { kafka: { healthy: true }, database: { healthy: false, reason: 'connection refused' } },
    });
  });

  it('given a check that hangs, when 2 s have passed, then it counts as failed and the others stand', async () => {
    const health = new HealthRegistry();
    health.add('kafka', healthy);
    health.add('database', () => Promise.withResolvers<HealthStatus>().promise);
    const report = health.report();

    await jest.advanceTimersByTimeAsync(2_000);

    await expect(report).resolves.toMatchObject({
      ready: false,
      checks: { kafka: { healthy: true }, database: { reason: 'no answer within 2000 ms' } },
    });
  });

  it('given many questions within 250 ms, when answered, then the checks ran once', async () => {
    const health = new HealthRegistry();
    const check = jest.fn(healthy);
    health.add('kafka', check);

    await Promise.all([health.report(1_000), health.report(1_100), health.report(1_249)]);
    expect(check).toHaveBeenCalledTimes(1);

    await health.report(1_250);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('given a name that is taken, when added again, then it throws', () => {
    const health = new HealthRegistry();
    health.add('kafka', healthy);

    expect(() => {
      health.add('kafka', healthy);
    }).toThrow('kafka');
  });
});
