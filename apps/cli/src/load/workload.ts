import { SeededRandom } from './seeded-random.js';

/** One post of a transaction. */
export interface LoadRequest {
  readonly transactionId: string;
  /** JSON, ASCII only. */
  readonly body: string;
}

export interface WorkloadOptions {
  readonly seed: number;
  /** Begins every id; another run's ids begin otherwise. */
  readonly prefix: string;
  /** Shares of all requests, from 0 to 1, that repeat an earlier post, exactly or with another amount. */
  readonly duplicates: number;
  readonly conflicts: number;
}

/** Decimals by currency: the kinds there are. */
const CURRENCIES = [
  { code: 'USD', exponent: 2 },
  { code: 'EUR', exponent: 2 },
  { code: 'IRR', exponent: 2 },
  { code: 'JPY', exponent: 0 },
  { code: 'KWD', exponent: 3 },
] as const;
const MOST_MINOR_UNITS = 5_000_000;
const ACCOUNTS = 20_000;
const MERCHANTS = 200;
const FIRST_DAY = Date.UTC(2026, 0, 1);
const SECONDS_OF_90_DAYS = 7_776_000;
/** A repetition follows soon after, as a sender's retry does. */
const REPEATED_AMONG = 1_000;
/** Spreads the numbers of transactions over the generator's states. */
const GOLDEN_RATIO = 0x9e3779b1;

/** An endless row of posts, the same for the same options. A transaction follows from the seed and its number alone. */
export class Workload {
  private readonly choices: SeededRandom;
  private transactions = 0;

  constructor(private readonly options: WorkloadOptions) {
    this.choices = new SeededRandom(options.seed);
  }

  next(): LoadRequest {
    const { duplicates, conflicts } = this.options;
    const choice = this.transactions === 0 ? 1 : this.choices.next();
    if (choice < duplicates) return this.post(this.earlier(), 0);
    if (choice < duplicates + conflicts) return this.post(this.earlier(), this.choices.between(1, 1_000));
    const number = this.transactions;
    this.transactions += 1;
    return this.post(number, 0);
  }

  private earlier(): number {
    return this.transactions - 1 - this.choices.below(Math.min(this.transactions, REPEATED_AMONG));
  }

  /** @param more minor units on top of the transaction's amount: another claim about it */
  private post(number: number, more: number): LoadRequest {
    const random = new SeededRandom(this.options.seed ^ Math.imul(number + 1, GOLDEN_RATIO));
    const transactionId = `${this.options.prefix}-${number}`;
    const { code, exponent } = random.pick(CURRENCIES);
    const amount = decimal(random.between(1, MOST_MINOR_UNITS) + more, exponent);
    const source = random.below(ACCOUNTS);
    const destination = random.below(MERCHANTS);
    const occurredAt = new Date(FIRST_DAY + random.below(SECONDS_OF_90_DAYS) * 1_000).toISOString();
    const body =
      `{"transaction_id":"${transactionId}","source_account":"acc-${source}","destination_account":"shop-${destination}",` +
      `"amount":"${amount}","currency":"${code}","occurred_at":"${occurredAt}"}`;
    return { transactionId, body };
  }
}

function decimal(minor: number, exponent: number): string {
  return (minor / 10 ** exponent).toFixed(exponent);
}
