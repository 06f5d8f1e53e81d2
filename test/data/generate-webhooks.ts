import { writeFileSync } from 'node:fs';

import { SeededRandom } from '../../apps/cli/src/load/seeded-random.js';
import { MERCHANTS, type City, type Clock, type Merchant, type Tender } from './merchants.js';

/**
 * Webhooks as several upstream systems would send them in 2026: `node dist/test/data/generate-webhooks.js <file>` writes
 * test/data/webhooks.ndjson, always the same.
 */
const SEED = 20_260_321;
const TRANSACTIONS = 2_400;
const DUPLICATES = 75;
const CONFLICTS = 25;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Days with the clock changes of America (8 March, 1 November) and Europe (29 March, 25 October) and Nowruz (21 March). */
const DAYS = [...daysFrom('2026-02-26', 68), ...daysFrom('2026-10-23', 4), ...daysFrom('2026-10-31', 3)];
/** As much happens on these as on five others. */
const BUSY_DAYS = new Set(['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']);

interface Webhook {
  readonly transaction_id: string;
  readonly source_account: string;
  readonly destination_account: string;
  readonly amount: string | number;
  readonly currency: string;
  readonly merchant_id?: string;
  readonly user_id?: string;
  readonly occurred_at: string;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** A post and when it arrives; an instant in ms. */
interface Arrival {
  readonly at: number;
  readonly webhook: Webhook;
}

/** The lines of the file. */
export function generateWebhooks(): readonly string[] {
  const random = new SeededRandom(SEED);
  const days = DAYS.flatMap((day) => (BUSY_DAYS.has(day) ? [day, day, day, day, day] : [day]));
  const firsts = Array.from({ length: TRANSACTIONS }, (_, number) => transaction(random, number, random.pick(days)));
  const duplicates = Array.from({ length: DUPLICATES }, () => {
    const { at, webhook } = random.pick(firsts);
    return { at: at + random.between(1, 600) * MINUTE_MS, webhook };
  });
  const conflicts = Array.from({ length: CONFLICTS }, () => {
    const { at, webhook } = random.pick(firsts);
    return { at: at + random.between(1, 2_000) * MINUTE_MS, webhook: otherwise(random, webhook) };
  });
  return [...firsts, ...duplicates, ...conflicts]
    .sort((one, other) => one.at - other.at)
    .map(({ webhook }) => JSON.stringify(webhook));
}

function transaction(random: SeededRandom, number: number, day: string): Arrival {
  const merchant = random.pick(MERCHANTS);
  const { city } = merchant;
  const occurred = Date.parse(day) + random.below(DAY_MS / 1_000) * 1_000;
  const customer = random.between(1, 900);
  const webhook: Webhook = {
    transaction_id: idOf(random, number, city),
    source_account: `acc-${city.country.toLowerCase()}-${String(customer).padStart(5, '0')}`,
    destination_account: `acc-${merchant.id}`,
    amount: amountOf(random, city.tender),
    currency: city.tender.currency,
    ...(random.next() < 0.9 && { merchant_id: merchant.id }),
    ...(random.next() < 0.8 && { user_id: `user-${customer}` }),
    occurred_at: localTime(occurred, city.clock),
    ...(random.next() < 0.6 && { metadata: metadataOf(random, merchant) }),
  };
  // Most are told within seconds; one in fifty days later, from a terminal that was offline.
  const delay = random.next() < 0.02 ? random.between(1, 5) * DAY_MS : random.between(1, 30) * 1_000;
  return { at: occurred + delay, webhook };
}

/** Three upstream systems with ids of their own. */
function idOf(random: SeededRandom, number: number, { country }: City): string {
  const serial = String(number).padStart(6, '0');
  return random.pick([`txn_2026${serial}`, `${country}-${serial}:1`, `pos.${country.toLowerCase()}.${serial}`]);
}

/** Many small amounts and few large ones. */
function amountOf(random: SeededRandom, { decimals, typical, step }: Tender): string | number {
  const spread = (random.next() + random.next() + random.next() - 1.5) * 2.2;
  const smallest = 10 ** decimals;
  const steps = Math.max(1, Math.round((typical * smallest * Math.exp(spread)) / step));
  const minor = steps * step;
  const text = (minor / smallest).toFixed(decimals);
  // Some senders write numbers. These are small enough for a double.
  return random.next() < 0.1 ? Number(text) : text;
}

/** RFC 3339 with the offset that the merchant's clock has at that instant. */
function localTime(instant: number, { winter, summer, begins, ends }: Clock): string {
  const isSummer = instant >= Date.parse(begins) && instant < Date.parse(ends);
  const minutes = isSummer ? summer : winter;
  const local = new Date(instant + minutes * MINUTE_MS).toISOString().slice(0, 19);
  if (minutes === 0) return `${local}Z`;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${local}${minutes < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(rest)}`;
}

function metadataOf(random: SeededRandom, { trade, city }: Merchant): NonNullable<Webhook['metadata']> {
  const order = random.between(1_000, 99_999);
  return random.pick<NonNullable<Webhook['metadata']>>([
    { channel: 'web', order: `${trade}-${order}` },
    { channel: 'pos', terminal: random.between(1, 40), contactless: random.next() < 0.7 },
    { channel: 'app', order: `${trade}-${order}`, city: city.name, first_purchase: random.next() < 0.1 },
  ]);
}

/** The same transaction, told otherwise: another amount, or another receiver. */
function otherwise(random: SeededRandom, webhook: Webhook): Webhook {
  if (random.next() < 0.7) return { ...webhook, amount: doubled(webhook.amount) };
  const { id } = random.pick(MERCHANTS.filter((merchant) => webhook.destination_account !== `acc-${merchant.id}`));
  return { ...webhook, destination_account: `acc-${id}` };
}

function doubled(amount: string | number): string | number {
  const text = String(amount);
  const decimals = text.includes('.') ? text.length - text.indexOf('.') - 1 : 0;
  const twice = (Number(text) * 2).toFixed(decimals);
  return typeof amount === 'number' ? Number(twice) : twice;
}

function daysFrom(first: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, day) =>
    new Date(Date.parse(first) + day * DAY_MS).toISOString().slice(0, 10),
  );
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

if (import.meta.main) {
  const [, , file] = process.argv;
  if (file === undefined) throw new Error('name the file to write');
  writeFileSync(file, `${generateWebhooks().join('\n')}\n`);
}
