import type { FieldError, ProblemSpec } from './problem-error.js';

/** The part of an Ajv error that is used here. */
export interface SchemaViolation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
}

/** A body of 60,000 wrong keys needs no answer of 60,000 lines. */
const MAX_ERRORS = 50;

/** One problem document that names every wrong field. */
export function validationProblem(violations: readonly SchemaViolation[]): ProblemSpec {
  const missing = violations.some(({ keyword }) => keyword === 'required');
  const errors = violations.slice(0, MAX_ERRORS).map(fieldError);
  return {
    status: 400,
    code: missing ? 'missing-fields' : 'invalid-request',
    title: missing ? 'Missing required fields' : 'Invalid request',
    detail: errors.map(({ pointer, detail }) => `${nameOf(pointer)} ${detail}`).join('; '),
    errors,
  };
}

/** The problem document of one wrong field, parameter or header. */
export function invalidField(name: string, detail: string): ProblemSpec {
  return {
    status: 400,
    code: 'invalid-request',
    title: 'Invalid request',
    detail: `${name} ${detail}`,
    errors: [{ pointer: jsonPointer(name), detail }],
  };
}

/** `#/metadata/a~1b` of the keys `metadata`, `a/b`. */
export function jsonPointer(...keys: readonly string[]): string {
  return ['#', ...keys.map(escapeKey)].join('/');
}

function fieldError({ instancePath, keyword, params, message = 'is not valid' }: SchemaViolation): FieldError {
  const property = propertyOf(params);
  const pointer = property === undefined ? fragment(instancePath) : `${fragment(instancePath)}/${escapeKey(property)}`;
  return { pointer, detail: DETAILS[keyword] ?? message };
}

/** Ajv's own words are about the parent for these. */
const DETAILS: Readonly<Record<string, string>> = {
  required: 'is required',
  additionalProperties: 'is not allowed',
  propertyNames: 'is not an allowed name',
};

function propertyOf(params: Readonly<Record<string, unknown>>): string | undefined {
  const property = params['missingProperty'] ?? params['additionalProperty'] ?? params['propertyName'];
  return typeof property === 'string' ? property : undefined;
}

/** Ajv gives the path as a JSON pointer already; only its URI form is missing. */
function fragment(instancePath: string): string {
  return `#${encodeURI(instancePath.toWellFormed())}`;
}

function escapeKey(key: string): string {
  return encodeURIComponent(key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1'));
}

function nameOf(pointer: string): string {
  return pointer === '#' ? 'body' : pointer.slice(2);
}
