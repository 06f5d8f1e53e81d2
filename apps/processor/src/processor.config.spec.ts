import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@app/platform';

import { ProcessorConfig } from './processor.config.js';

describe('ProcessorConfig', () => {
  it('given no environment, when loaded, then outcomes are simulated after 30 s', () => {
    expect(loadConfig(ProcessorConfig, {})).toMatchObject({
      port: 3002,
      settlementPolicy: 'simulated',
      processingDelayMs: 30_000,
      simulatedFailureRate: 0,
    });
  });

  it('given the http policy, when loaded, then its address is required', () => {
    expect(() => loadConfig(ProcessorConfig, { SETTLEMENT_POLICY: 'http' })).toThrow(
      'SETTLEMENT_URL is required when SETTLEMENT_POLICY is http',
    );
    const url = 'https://settle.example/v1';
    expect(loadConfig(ProcessorConfig, { SETTLEMENT_POLICY: 'http', SETTLEMENT_URL: url }).settlementUrl).toBe(url);
  });

  it.each([
    ['SETTLEMENT_POLICY', 'coin-toss'],
    ['SETTLEMENT_URL', 'https://user:word@settle.example'],
    ['PROCESSING_DELAY_MS', '-1'],
    ['SIMULATED_FAILURE_RATE', '1.1'],
  ])('given %s=%p, when loaded, then it is refused by name and not repeated', (name, value) => {
    expect(() => loadConfig(ProcessorConfig, { [name]: value })).toThrow(name);
    expect(() => loadConfig(ProcessorConfig, { [name]: value })).not.toThrow(value);
  });
});
