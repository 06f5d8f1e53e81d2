import { jsonPointer, ProblemError } from '@app/platform';

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
  const value = query[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidParameter(name, 'must be given once');
  if (!pattern.test(value)) throw invalidParameter(name, rule);
  return value;
}

export function invalidParameter(name: string, detail: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid-request',
    title: 'Invalid request',
    detail: `${name} ${detail}`,
    errors: [{ pointer: jsonPointer(name), detail }],
  });
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
