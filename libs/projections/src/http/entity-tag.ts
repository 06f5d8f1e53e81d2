import { hash } from 'node:crypto';

/** A strong entity tag of a body: equal bodies, equal tags, at every replica. */
export function entityTagOf(body: string): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 27)}"`;
}

/** Whether `If-None-Match` names the tag: `*`, or a list of tags, compared weakly (RFC 9110, 13.1.2). */
export function isNotModified(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((listed) => {
    const tag = listed.trim();
    return tag === '*' || tag === entityTag || tag === `W/${entityTag}`;
  });
}
