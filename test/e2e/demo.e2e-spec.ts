import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { currencyExponent, formatMinor, parseAmount } from '@app/domain';
import { freePort } from '@app/embedded';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { DemoOutcome } from '../../apps/cli/src/demo/run-demo.js';
import { Cli } from '../faults/cli.js';
import { inheritedEnvironment } from '../support/system.config.js';

// Real: everything. `tidemark demo` starts engines and apps of its own, and posts the file of real input.

const PORTS = ['EMBEDDED_KAFKA', 'EMBEDDED_POSTGRES', 'INGESTION', 'READ_API', 'PROCESSOR', 'PROJECTOR', 'NOTIFIER'];

interface Webhook {
  readonly transaction_id: string;
  readonly amount: string | number;
  readonly currency: string;
}

const WEBHOOKS = readFileSync('test/data/webhooks.ndjson', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Webhook);

/** What was received by currency, where the first post of a transaction counts: from the file alone. */
function receivedByCurrency(): ReadonlyMap<string, string> {
  const firsts = new Map<string, Webhook>();
  for (const webhook of WEBHOOKS) if (!firsts.has(webhook.transaction_id)) firsts.set(webhook.transaction_id, webhook);
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of firsts.values()) {
    const parsed = parseAmount(amount, currencyExponent(currency) ?? -1);
    sums.set(currency, (sums.get(currency) ?? 0n) + (parsed.ok ? parsed.minor : 0n));
  }
  return new Map([...sums].map(([code, minor]) => [code, formatMinor(minor, currencyExponent(code) ?? -1)]));
}

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-demo-'));
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    env = { ...inheritedEnvironment(), TIDEMARK_DATA: folder };
    for (const name of PORTS) {
      env[`${name}_PORT`] = String(await freePort());
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('given a machine with nothing on it, when it runs twice, then all is decided, the sums are exact, and nothing counts twice', async () => {
    const transactions = new Set(WEBHOOKS.map(({ transaction_id: id }) => id)).size;
    for (const run of [1, 2]) {
      const { posted, result, complete } = await new Cli(['demo', '--exit', '--json'], env).json<DemoOutcome>();

      expect(posted).toMatchObject({ accepted: WEBHOOKS.length, others: {} });
      expect(complete).toBe(true);
      expect(result).toMatchObject({ transactions, processing: 0 });
      expect(result.duplicates + result.conflicts).toBe(run * WEBHOOKS.length - transactions);
      expect(result.failed).toBeGreaterThan(0);
      expect(new Map(result.currencies.map((total) => [total.currency, total.amount_received]))).toEqual(
        receivedByCurrency(),
      );
    }
  });
});
