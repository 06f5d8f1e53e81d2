/** A currency as prices are written in it. */
export interface Tender {
  readonly currency: string;
  readonly decimals: number;
  /** A middling price, in units of the currency. */
  readonly typical: number;
  /** Prices end on a multiple of this many smallest written units. */
  readonly step: number;
}

export interface Clock {
  /** Minutes ahead of UTC, in winter and in summer, and the instants at which summer time begins and ends. */
  readonly winter: number;
  readonly summer: number;
  readonly begins: string;
  readonly ends: string;
}

export interface City {
  readonly name: string;
  readonly country: string;
  readonly tender: Tender;
  readonly clock: Clock;
}

/** Written down, as a generator that asks the machine's time zone tables gives another file on another machine. */
const EUROPE = { begins: '2026-03-29T01:00:00Z', ends: '2026-10-25T01:00:00Z' };
const NONE = { begins: '2027-01-01T00:00:00Z', ends: '2027-01-01T00:00:00Z' };
const LONDON: Clock = { winter: 0, summer: 60, ...EUROPE };
const BERLIN: Clock = { winter: 60, summer: 120, ...EUROPE };
const NEW_YORK: Clock = { winter: -300, summer: -240, begins: '2026-03-08T07:00:00Z', ends: '2026-11-01T06:00:00Z' };
const TOKYO: Clock = { winter: 540, summer: 540, ...NONE };
const KUWAIT: Clock = { winter: 180, summer: 180, ...NONE };
const TEHRAN: Clock = { winter: 210, summer: 210, ...NONE };
const KOLKATA: Clock = { winter: 330, summer: 330, ...NONE };

const USD: Tender = { currency: 'USD', decimals: 2, typical: 38, step: 1 };
const EUR: Tender = { currency: 'EUR', decimals: 2, typical: 34, step: 1 };
const GBP: Tender = { currency: 'GBP', decimals: 2, typical: 29, step: 1 };
const CHF: Tender = { currency: 'CHF', decimals: 2, typical: 45, step: 5 };
const JPY: Tender = { currency: 'JPY', decimals: 0, typical: 3_200, step: 10 };
const KWD: Tender = { currency: 'KWD', decimals: 3, typical: 9, step: 5 };
const IRR: Tender = { currency: 'IRR', decimals: 0, typical: 4_500_000, step: 10_000 };
const INR: Tender = { currency: 'INR', decimals: 2, typical: 1_450, step: 50 };

export const CITIES: readonly City[] = [
  { name: 'berlin', country: 'DE', tender: EUR, clock: BERLIN },
  { name: 'lisbon', country: 'PT', tender: EUR, clock: LONDON },
  { name: 'madrid', country: 'ES', tender: EUR, clock: BERLIN },
  { name: 'london', country: 'GB', tender: GBP, clock: LONDON },
  { name: 'zurich', country: 'CH', tender: CHF, clock: BERLIN },
  { name: 'new-york', country: 'US', tender: USD, clock: NEW_YORK },
  { name: 'osaka', country: 'JP', tender: JPY, clock: TOKYO },
  { name: 'kuwait', country: 'KW', tender: KWD, clock: KUWAIT },
  { name: 'tehran', country: 'IR', tender: IRR, clock: TEHRAN },
  { name: 'mumbai', country: 'IN', tender: INR, clock: KOLKATA },
];

/** One of each in every city. */
export const TRADES = ['books', 'grocer', 'pharmacy', 'cinema', 'taxi'] as const;

export interface Merchant {
  readonly id: string;
  readonly city: City;
  readonly trade: (typeof TRADES)[number];
}

export const MERCHANTS: readonly Merchant[] = CITIES.flatMap((city) =>
  TRADES.map((trade) => ({ id: `${trade}-${city.name}`, city, trade })),
);
