import { isSafeBody } from '../intake/unsafe-text.js';

const MAX_KEYS = 32;
const MAX_BYTES = 4_096;

/** Why this is no metadata, or undefined: a flat object of scalars, at most 32 keys, at most 4 KiB as JSON. */
export function metadataProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const values = Object.values(value);
  if (values.length > MAX_KEYS) return `must have at most ${String(MAX_KEYS)} keys`;
  if (!values.every(isScalar)) return 'must hold strings, numbers, booleans and nulls only';
  if (!isSafeBody(value)) return 'must hold well-formed text only';
  return metadataSizeProblem(value);
}

/** The one rule of metadata that a JSON Schema cannot say. */
export function metadataSizeProblem(metadata: object): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  return bytes > MAX_BYTES ? `must be at most ${String(MAX_BYTES)} bytes as JSON` : undefined;
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}
