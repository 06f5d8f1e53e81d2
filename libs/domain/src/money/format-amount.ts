/** Minor units (not negative) as a decimal with the currency's digits: `100.50`, `500`, `1.250`. */
export function formatMinor(minor: bigint, exponent: number): string {
  const digits = minor.toString();
  if (exponent === 0) return digits;
  const padded = digits.padStart(exponent + 1, '0');
  const point = padded.length - exponent;
  return `${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** Fifteen significant digits survive a double whatever they are; beyond that it depends on the amount. */
const ALWAYS_EXACT = 10n ** 15n;

/** The JSON number that prints as exactly this amount (100.5 for 100.50), or null when no double does. */
export function minorToExactNumber(minor: bigint, exponent: number): number | null {
  const decimal = formatMinor(minor, exponent);
  const value = Number(decimal);
  if (minor < ALWAYS_EXACT) return value;
  return String(value) === withoutTrailingZeros(decimal) ? value : null;
}

/** As older clients get every amount: a number where one prints exactly as it, else a decimal string. */
export function numberWhereExact(minor: bigint, exponent: number): number | string {
  return minorToExactNumber(minor, exponent) ?? formatMinor(minor, exponent);
}

function withoutTrailingZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/u, '') : decimal;
}
