/** Enough to see a misspelt name; the answer stays small whatever was sent. */
const MOST_NAMED = 32;

/** The fields of a body that nobody reads, or the first of them. */
export function unknownFields(body: object, known: ReadonlySet<string>): readonly string[] {
  const unknown: string[] = [];
  for (const name of Object.keys(body)) {
    if (known.has(name)) continue;
    unknown.push(name);
    if (unknown.length === MOST_NAMED) break;
  }
  return unknown;
}

/** The part of an answer that names what was ignored; nothing where nothing was. */
export function namingIgnored(fields: readonly string[]): { readonly ignored_fields?: readonly string[] } {
  return fields.length === 0 ? {} : { ignored_fields: fields };
}
