import { InvalidArgumentError } from 'commander';

export const wholeNumber =
  (min: number, max: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^\d{1,16}$/u.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(
        max === Number.MAX_SAFE_INTEGER
          ? `A whole number of at least ${min}.`
          : `A whole number from ${min} to ${max}.`,
      );
    }
    return value;
  };

/** `50/s` or `50`. */
export function perSecond(text: string): number {
  return wholeNumber(1, 1_000_000)(text.replace(/\/s$/u, ''));
}

/** A part of the whole, from 0 to 1. */
export function share(text: string): number {
  const value = /^\d?(?:\.\d+)?$/u.test(text) && text !== '' ? Number(text) : Number.NaN;
  if (!(value <= 1)) throw new InvalidArgumentError('A number from 0 to 1.');
  return value;
}

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `30s`, `5m` or `1h`, in milliseconds. */
export function durationMs(text: string): number {
  const match = /^(?<amount>\d{1,9})(?<unit>ms|s|m|h)$/u.exec(text);
  if (match?.groups === undefined) throw new InvalidArgumentError('A duration such as 500ms, 30s, 5m or 1h.');
  return Number(match.groups['amount']) * UNIT_MS[match.groups['unit'] as keyof typeof UNIT_MS];
}

export function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new InvalidArgumentError('A URL that begins with http:// or https://.');
  }
  return url;
}
