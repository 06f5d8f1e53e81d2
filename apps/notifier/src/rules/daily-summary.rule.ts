import type { Channel } from '@app/contracts';
import { settledOnDay, type SettledOnDay } from '@app/projections';

import { DailyRule } from './daily-rule.js';
import { plainAmount } from './plain-amount.js';
import type { Ask } from './request.js';
import { defineRule } from './rule.js';
import { BodySetting, ChannelsSetting, OptionalCurrencySetting, TimeSetting, TitleSetting } from './setting.js';

const NAME = 'daily-summary';
const PLACEHOLDERS = ['amount', 'currency', 'count', 'date', 'merchant_id'] as const;
/** Appended while the transaction is open, so it must not take long; 10,000 merchants are 50 pages. */
const MERCHANTS_A_PAGE = 200;

class DailySummaryConfig {
  @TimeSetting()
  readonly at!: string;

  @ChannelsSetting()
  readonly channels!: readonly Channel[];

  /** Left out: each currency is a notification of its own. */
  @OptionalCurrencySetting()
  readonly currency?: string;

  @TitleSetting(PLACEHOLDERS)
  readonly title!: string;

  @BodySetting(PLACEHOLDERS)
  readonly body!: string;
}

/** Tells each merchant at a time of day what of the day's transactions was settled so far, if anything was. */
export const dailySummary = defineRule({
  name: NAME,
  config: DailySummaryConfig,
  create: ({ at, currency, ...wording }, engines) =>
    new DailyRule(
      {
        name: NAME,
        at,
        wording,
        page: async (transaction, generation, day, after) => {
          const request = { day, currency, after, limit: MERCHANTS_A_PAGE };
          const { settled, last } = await settledOnDay(transaction, generation, request);
          return { asks: settled.map((it) => askAbout(it, day)), last };
        },
      },
      engines,
    ),
});

function askAbout({ merchantId, currency, exponent, count, minor }: SettledOnDay, date: string): Ask {
  const amount = plainAmount(minor, exponent);
  return {
    // Ids may hold colons; the currency is always the last part, so no two causes are written alike.
    cause: `${date}:${merchantId}:${currency}`,
    userId: merchantId,
    values: { amount, currency, count: String(count), date, merchant_id: merchantId } satisfies Values,
  };
}

type Values = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;
