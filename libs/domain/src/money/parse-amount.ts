export type AmountResult =
  { readonly ok: true; readonly minor: bigint } | { readonly ok: false; readonly detail: string };

const DECIMAL = /^(?:0|[1-9]\d{0,14})(?:\.\d+)?$/u;

/** What PostgreSQL's bigint holds. */
const MAX_MINOR = 2n ** 63n - 1n;

/**
 * An amount as posted, in minor units of a currency with `exponent` decimals (0 to 4).
 * Text keeps its digits. A JSON number has lost them by now, so it is judged as the double that it is.
 */
export function parseAmount(value: unknown, exponent: number): AmountResult {
  if (typeof value === 'string') return parseText(value, exponent);
  if (typeof value === 'number') return parseDouble(value, exponent);
  return refused('must be a decimal string or a number');
}

function parseText(text: string, exponent: number): AmountResult {
  if (!DECIMAL.test(text)) {
    return refused('must be a decimal such as "100.50": no sign or exponent, at most 15 digits before the point');
  }
  if (decimalsOf(text) > exponent) return refused(`must have at most ${String(exponent)} decimals`);
  const minor = toMinor(text, exponent);
  return minor > MAX_MINOR ? refused('is too large') : { ok: true, minor };
}

function parseDouble(value: number, exponent: number): AmountResult {
  if (!Number.isFinite(value)) return refused('must be a finite number');
  if (value < 0 || Object.is(value, -0)) return refused('must not be negative');
  // The shortest text that names this double: 0.1 is "0.1", 1e21 is "1e+21".
  const text = String(value);
  if (text.includes('e')) return refused('is out of range for a JSON number: send amount as a string');
  if (decimalsOf(text) > exponent) {
    return refused(`has more than ${String(exponent)} decimals as a JSON number: send amount as a string`);
  }
  const minor = toMinor(text, exponent);
  if (minor > Number.MAX_SAFE_INTEGER || isAmbiguous(value, Number(minor), exponent)) {
    return refused('is too large to be exact as a JSON number: send amount as a string');
  }
  return { ok: true, minor };
}

/**
 * Whether a neighbouring amount is the same double: from 2^46 on, doubles are more than 0.01 apart, so that
 * 90071992547409.91 arrives as 90071992547409.9. Dividing two exact integers rounds as reading the decimal does.
 */
function isAmbiguous(value: number, minor: number, exponent: number): boolean {
  const scale = 10 ** exponent;
  return (minor - 1) / scale === value || (minor + 1) / scale === value;
}

function decimalsOf(decimal: string): number {
  const point = decimal.indexOf('.');
  return point < 0 ? 0 : decimal.length - point - 1;
}

function toMinor(decimal: string, exponent: number): bigint {
  const point = decimal.indexOf('.');
  if (point < 0) return BigInt(decimal + '0'.repeat(exponent));
  return BigInt(decimal.slice(0, point) + decimal.slice(point + 1).padEnd(exponent, '0'));
}

function refused(detail: string): AmountResult {
  return { ok: false, detail };
}
