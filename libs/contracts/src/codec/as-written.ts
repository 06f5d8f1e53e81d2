import { UUID } from '../event-ids.js';
import type { JsonSchema } from '../schema/json-schema-of.js';

/** Years that buckets and lists reckon with, and neither hour 24 nor second 60, which not everybody reads alike. */
const INSTANT = '^(20\\d{2}|2100)-\\d{2}-\\d{2}T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?Z$';
/** The rule of the HTTP contract: lists are found by these, and an index holds only so much. */
const NAME_LENGTH = 100;
const NAMES: ReadonlySet<string> = new Set(['source_account', 'destination_account', 'merchant_id']);
const SCALAR = { type: ['string', 'number', 'boolean', 'null'] };

/**
 * A released schema never changes, and some leave open what has never been written. What comes in such a way from elsewhere
 * is poison to every reader: one would stop at it, another make something else of it.
 */
export function asWritten(schema: JsonSchema): JsonSchema {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
  const stricter = Object.entries(properties).map(([name, property]) => {
    // One pattern for an instant, not two: this runs for every event that is read.
    if (property['format'] === 'date-time') return [name, { ...property, pattern: INSTANT }];
    const condition = conditionOf(name);
    return [name, condition === undefined ? property : { ...property, allOf: [condition] }];
  });
  return { ...schema, properties: Object.fromEntries(stricter) as object };
}

function conditionOf(name: string): JsonSchema | undefined {
  // In any other spelling it is the same to PostgreSQL and another one to us.
  if (name.endsWith('event_id')) return { pattern: UUID.source };
  if (NAMES.has(name)) return { maxLength: NAME_LENGTH };
  if (name === 'metadata') return { additionalProperties: SCALAR };
  if (name === 'conflicting_fields') return { items: { properties: { field: SCALAR, first: SCALAR, now: SCALAR } } };
  return undefined;
}
