import { readFileSync } from 'node:fs';

import { currencyExponent, parseAmount, parseInstant } from '@app/domain';
import { describe, expect, it } from '@jest/globals';

import { generateWebhooks } from './generate-webhooks.js';

interface Webhook {
  readonly transaction_id: string;
  readonly destination_account: string;
  readonly amount: string | number;
  readonly currency: string;
  readonly occurred_at: string;
}

const lines = readFileSync('test/data/webhooks.ndjson', 'utf8').trimEnd().split('\n');
const webhooks = lines.map((line) => JSON.parse(line) as Webhook);

describe('webhooks.ndjson', () => {
  it('given the generator, when run, then it gives this file', () => {
    expect(lines).toEqual(generateWebhooks());
  });

  it('given the file, when counted, then there is enough of everything', () => {
    expect(lines.length).toBeGreaterThanOrEqual(2_000);
    expect(new Set(webhooks.map(({ destination_account: account }) => account)).size).toBeGreaterThanOrEqual(40);
    expect([...new Set(webhooks.map(({ currency }) => currency))]).toEqual(
      expect.arrayContaining(['JPY', 'KWD', 'IRR']),
    );
    expect(new Set(webhooks.map(({ currency }) => currency)).size).toBeGreaterThanOrEqual(6);
    const days = new Set(webhooks.map(({ occurred_at: at }) => at.slice(0, 10)));
    expect(days.size).toBeGreaterThanOrEqual(60);
    expect([...days]).toEqual(expect.arrayContaining(['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']));
  });

  it('given the file, when ids are compared, then about 3 % are exact duplicates and 1 % conflicts', () => {
    const byId = Map.groupBy(lines, (_, index) => webhooks[index]?.transaction_id);
    const later = [...byId.values()].flatMap(([first, ...others]) => others.map((line) => line === first));
    const exact = later.filter(Boolean).length;
    expect(exact / lines.length).toBeCloseTo(0.03, 2);
    expect((later.length - exact) / lines.length).toBeCloseTo(0.01, 2);
  });

  it('given any line, when its values are read, then all are valid', () => {
    for (const { amount, currency, occurred_at } of webhooks) {
      expect(parseAmount(amount, currencyExponent(currency) ?? -1)).toMatchObject({ ok: true });
      expect(parseInstant(occurred_at)).toBeDefined();
    }
  });
});
