/** Where a page of a list ended, as a text that is opaque to clients. */
export function formatCursor(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * @returns as many texts as a place of that list has; whether they are one is for the list to judge. Undefined when it is
 * no cursor of ours
 */
export function parseCursor(cursor: string, length: number): readonly string[] | undefined {
  const place = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!Array.isArray(place) || place.length !== length) return undefined;
  return place.every((part) => typeof part === 'string') ? place : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
