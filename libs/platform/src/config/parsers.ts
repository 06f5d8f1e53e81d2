/** Turns the text of a variable into its value, or throws an `EnvValueError` whose message never repeats the text. */
export type EnvParser<T> = (text: string) => T;

export class EnvValueError extends Error {}

/** Any text; white space at both ends is already gone. */
export const text = (): EnvParser<string> => (value) => value;

/** A whole number from `min` to `max`, both included. */
export const int =
  (bounds: { readonly min?: number; readonly max?: number } = {}): EnvParser<number> =>
  (value) => {
    const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = bounds;
    const number = /^-?\d{1,16}$/u.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number) || number < min || number > max) {
      throw new EnvValueError(`must be a whole number${describeBounds(bounds)}`);
    }
    return number;
  };

/** A number from `min` to `max`, both included, such as a rate. */
export const decimal =
  (bounds: { readonly min: number; readonly max: number }): EnvParser<number> =>
  (value) => {
    const number = /^-?\d{1,16}(\.\d{1,16})?$/u.test(value) ? Number(value) : Number.NaN;
    if (!(number >= bounds.min && number <= bounds.max)) {
      throw new EnvValueError(`must be a number${describeBounds(bounds)}`);
    }
    return number;
  };

/** A TCP port; 0 asks the system for a free one. */
export const port = (): EnvParser<number> => int({ min: 0, max: 65_535 });

export const boolean = (): EnvParser<boolean> => (value) => {
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new EnvValueError('must be true or false');
};

export const oneOf =
  <const T extends string>(...values: readonly T[]): EnvParser<T> =>
  (value) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new EnvValueError(`must be one of ${values.join(', ')}`);
    return found;
  };

/** An absolute URL of one of the schemes, kept as written but for the slashes at its end. */
export const url =
  (...schemes: readonly string[]): EnvParser<string> =>
  (value) => {
    const parsed = URL.parse(value);
    if (parsed === null || !schemes.includes(parsed.protocol.slice(0, -1))) {
      throw new EnvValueError(`must be a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
    }
    return value.replace(/\/+$/u, '');
  };

/** Comma-separated values, at least one. */
export const list =
  <T>(item: EnvParser<T>): EnvParser<readonly T[]> =>
  (value) => {
    const parts = value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    if (parts.length === 0) throw new EnvValueError('must name at least one, separated by commas');
    return parts.map((part) => item(part));
  };

function describeBounds({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min !== undefined && max !== undefined) return ` from ${min.toString()} to ${max.toString()}`;
  if (min !== undefined) return ` of at least ${min.toString()}`;
  if (max !== undefined) return ` of at most ${max.toString()}`;
  return '';
}
