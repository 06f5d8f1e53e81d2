import { invalidField, ProblemError } from '@app/platform';

/** What a client sent: a parameter that came more than once is a list. */
export type QueryParameters = Readonly<Record<string, unknown>>;

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;

/** How many items a page has. @throws ProblemError 400 */
export function limitOf(query: QueryParameters): number {
  const text = textParameter(query, 'limit', /^\d{1,4}$/u, `must be a whole number from 1 to ${MAX_LIMIT}`);
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  if (limit < 1 || limit > MAX_LIMIT) throw invalidParameter('limit', `must be from 1 to ${MAX_LIMIT}`);
  return limit;
}

/** A parameter that may be left out. @throws ProblemError 400 when it is there and does not match */
export function textParameter(query: QueryParameters, name: string, pattern: RegExp, rule: string): string | undefined {
  return parameter(query, name, (text) => (pattern.test(text) ? text : undefined), rule);
}

/**
 * A parameter that may be left out.
 *
 * @param parse gives undefined for what is no such value
 * @param rule what is said of it then
 * @throws ProblemError 400
 */
export function parameter<Value>(
  query: QueryParameters,
  name: string,
  parse: (text: string) => Value | undefined,
  rule: string,
): Value | undefined {
  const given = query[name];
  if (given === undefined) return undefined;
  if (typeof given !== 'string') throw invalidParameter(name, 'must be given once');
  const value = parse(given);
  if (value === undefined) throw invalidParameter(name, rule);
  return value;
}

/** A parameter that nobody reads is a mistake that would go unnoticed. @throws ProblemError 400 */
export function refuseOtherParameters(query: QueryParameters, known: readonly string[]): void {
  const other = Object.keys(query).find((name) => !known.includes(name));
  if (other !== undefined) throw invalidParameter(other, `is none of ${known.join(', ')}`);
}

export function invalidParameter(name: string, detail: string): ProblemError {
  return new ProblemError(invalidField(name, detail));
}

/**
 * The `Link` header that leads to the next page: the same request with another cursor.
 *
 * @param url path and query of the request
 */
export function nextPageLink(url: string, cursor: string): string {
  const next = new URL(url, 'http://any');
  next.searchParams.set('cursor', cursor);
  return `<${next.pathname}${next.search}>; rel="next"`;
}
