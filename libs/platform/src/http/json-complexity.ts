/** More objects and arrays than any honest body has (1,000 items with metadata: 2,001), and few enough to parse in 2 ms. */
const MAX_CONTAINERS = 10_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const ARRAY = 0x5b;
const OBJECT = 0x7b;

/**
 * Whether parsing would hold up the event loop: a megabyte of brackets takes 100 ms, nested or side by side.
 * Only long bodies are looked at, as no body has more brackets than bytes.
 */
export function isTooComplex(body: Uint8Array): boolean {
  return body.length > MAX_CONTAINERS && countContainers(body) > MAX_CONTAINERS;
}

/** JSON or lines of JSON; a string ends with its line, as JSON has no bare newline in strings. */
function countContainers(body: Uint8Array): number {
  let containers = 0;
  let inString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) inString = !inString;
    else if (byte === BACKSLASH && inString) at += 1;
    else if (byte === NEWLINE) inString = false;
    else if (!inString && (byte === ARRAY || byte === OBJECT)) containers += 1;
  }
  return containers;
}
