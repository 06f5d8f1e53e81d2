import { consequenceId, type Channel, type TransactionFailed } from '@app/contracts';

import { LogRule } from './log-rule.js';
import { plainAmount } from './plain-amount.js';
import type { Ask } from './request.js';
import { defineRule } from './rule.js';
import { BodySetting, ChannelsSetting, OptionalWordSetting, TitleSetting } from './setting.js';

const NAME = 'notify-when-transaction-failed';

const PLACEHOLDERS = [
  'transaction_id',
  'amount',
  'currency',
  'reason',
  'merchant_id',
  'user_id',
  'occurred_at',
] as const;

class NotifyWhenTransactionFailedConfig {
  @ChannelsSetting()
  readonly channels!: readonly Channel[];

  @TitleSetting(PLACEHOLDERS)
  readonly title!: string;

  @BodySetting(PLACEHOLDERS)
  readonly body!: string;

  /** Who is told. Left out: the transaction's user, or its merchant where it has none. */
  @OptionalWordSetting('user', 'merchant')
  readonly to?: 'user' | 'merchant';
}

/**
 * Tells the user of a transaction, or its merchant, that it failed.
 *
 * Which outcome counts is known without a state of its own from the id that our processor gives to the outcome of a first
 * post, and to nothing else: a foreign outcome, or one that names a later post, asks for nothing. Two that are ours are one
 * event. Left open: a foreign outcome that comes first makes ours an ignored one, and ours is told all the same.
 */
export const notifyWhenTransactionFailed = defineRule({
  name: NAME,
  config: NotifyWhenTransactionFailedConfig,
  create: ({ to, ...wording }, engines) =>
    new LogRule(
      {
        name: NAME,
        topic: 'transactions',
        events: ['TransactionFailed.v1'],
        wording,
        ask: (event) => askAbout(event, to),
      },
      engines,
    ),
});

function askAbout({ id, data, traceparent }: TransactionFailed, to: 'user' | 'merchant' | undefined): Ask | string {
  if (id !== consequenceId('outcome', data.received_event_id)) return 'not-ours';
  const userId = receiverOf(data, to);
  if (userId === undefined) return 'no-user';
  const { transaction_id, currency, reason, merchant_id, user_id, occurred_at } = data;
  const amount = plainAmount(BigInt(data.amount_minor), data.exponent);
  return {
    cause: transaction_id,
    userId,
    values: { transaction_id, amount, currency, reason, merchant_id, user_id, occurred_at } satisfies Values,
    transactionId: transaction_id,
    traceparent,
  };
}

type Values = Readonly<Record<(typeof PLACEHOLDERS)[number], string | null | undefined>>;

/** A post may say that its user is the empty text. */
function receiverOf(
  { user_id, merchant_id }: TransactionFailed['data'],
  to: 'user' | 'merchant' | undefined,
): string | undefined {
  const candidates = [to === 'merchant' ? undefined : user_id, to === 'user' ? undefined : merchant_id];
  return candidates.find((id): id is string => typeof id === 'string' && id !== '');
}
