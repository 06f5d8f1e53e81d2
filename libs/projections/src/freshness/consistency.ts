import { parseConsistencyToken, type LogPosition, type Topic } from '@app/contracts';

/** What a request wants of the age of its answer. */
export interface Consistency {
  /** What must have been applied; undefined when the request does not care. */
  readonly token: LogPosition | undefined;
  /** How long the answer may wait for that; undefined when the request did not say. */
  readonly waitSeconds: number | undefined;
  /** Rather no answer than a stale one. */
  readonly strict: boolean;
}

export const NO_WISHES: Consistency = { token: undefined, waitSeconds: undefined, strict: false };

/** Longer waits only hold connections; the client may ask again. */
export const LONGEST_WAIT_SECONDS = 30;

/** `wait=5` among other preferences (RFC 7240). */
const WAIT = /(?:^|[,;])\s*wait\s*=\s*"?(?<seconds>\d{1,9})"?\s*(?:[,;]|$)/iu;

/** Names in lower case, as Node gives them. */
export type ConsistencyHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the headers, or names the one that is wrong. `Prefer` without a token is ignored. */
export function parseConsistency(headers: ConsistencyHeaders): Consistency | { readonly wrongHeader: string } {
  const strictness = headers['consistency'];
  if (strictness !== undefined && strictness !== 'strict') return { wrongHeader: 'Consistency' };
  const strict = strictness === 'strict';
  const text = headers['consistency-token'];
  if (text === undefined) return { ...NO_WISHES, strict };
  const token = parseConsistencyToken(String(text));
  if (token === undefined) return { wrongHeader: 'Consistency-Token' };
  const seconds = WAIT.exec(String(headers['prefer'] ?? ''))?.groups?.['seconds'];
  return {
    token,
    strict,
    waitSeconds: seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_SECONDS),
  };
}

/** The offset up to which a partition must have been applied. Of other topics and partitions a read shows nothing. */
export function requiredOffset({ token }: Consistency, topic: Topic, partition: number): number {
  return token?.topic === topic ? (token.next.get(partition) ?? 0) : 0;
}
