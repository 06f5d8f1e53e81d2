import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { currencyExponent, parseAmount, parseInstant } from '@app/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventId, received } from '../transaction-status/transaction-events.fixture.js';
import type { Placed } from './random-log.fixture.js';
import { SummariesApi } from './summaries-api.fixture.js';

interface Webhook {
  readonly transaction_id: string;
  readonly amount: string | number;
  readonly currency: string;
  readonly merchant_id?: string;
  readonly occurred_at: string;
}

describe('given the input file of the demo', () => {
  const file = join(import.meta.dirname, '../../../../test/data/webhooks.ndjson');
  const webhooks = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Webhook);
  const firsts = new Map(webhooks.toReversed().map((webhook) => [webhook.transaction_id, webhook]));
  let api: SummariesApi;

  beforeAll(async () => {
    api = await SummariesApi.start();
    await api.apply(webhooks.map((webhook, n) => [0, postOf(webhook, n)]));
  });
  afterAll(() => api.close());

  it.each(['USD', 'KWD', 'JPY', 'IRR', 'EUR'])(
    'when %s is summed by Persian day, then the values equal a sum over the file',
    async (currency) => {
      const sums = new Map<string, number>();
      for (const webhook of firsts.values()) {
        if (webhook.currency !== currency) continue;
        const key = persianDay(webhook.occurred_at);
        sums.set(key, (sums.get(key) ?? 0) + Number(minorOf(webhook)));
      }
      const scale = 10 ** (currencyExponent(currency) ?? 0);
      const expected = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));

      expect(
        await api.json(`/api/transactions/summary?mode=daily&type=amount&calendar=persian&currency=${currency}`),
      ).toEqual(expected.map(([key, minor]) => ({ key, value: minor / scale })));
    },
  );
});

function postOf(webhook: Webhook, n: number): Placed[1] {
  return received(eventId(n), {
    transaction_id: webhook.transaction_id,
    amount_minor: minorOf(webhook).toString(),
    currency: webhook.currency,
    exponent: currencyExponent(webhook.currency) ?? 0,
    merchant_id: webhook.merchant_id ?? null,
    occurred_at: parseInstant(webhook.occurred_at) ?? '',
  });
}

function minorOf({ amount, currency }: Webhook): bigint {
  const parsed = parseAmount(amount, currencyExponent(currency) ?? 0);
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.minor;
}

/** By the runtime's own calendar. */
function persianDay(instant: string): string {
  const format = new Intl.DateTimeFormat('en-u-ca-persian-nu-latn', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'UTC' },
  });
  const parts = new Map(format.formatToParts(Date.parse(instant)).map(({ type, value }) => [type, value]));
  return [parts.get('year'), parts.get('month'), parts.get('day')].join('/');
}
