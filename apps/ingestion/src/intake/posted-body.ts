import { jsonSchemaOf, UUID, type JsonSchema } from '@app/contracts';
import { currencyExponent, parseInstant } from '@app/domain';
import { createSchemaCompiler, type AjvPlugin, type SchemaViolation } from '@app/platform';
import type { SchemaValidateFunction } from 'ajv';

import { findUnsafeText, isSafeBody } from './unsafe-text.js';

/** A keyword of ours: no NUL, lone surrogate or forbidden name anywhere in the body, not even in what is ignored. */
const SAFE_TEXT = 'x-safe-text';

/** A keyword of ours: an `enum` of words whose refusal names the word that is none of them. */
export const ONE_OF = 'x-one-of';

/** A refused word is repeated to its sender, but not a book. */
const MOST_SHOWN = 40;

/** The JSON Schema of a posted body, derived from its class once, at boot. */
export function bodySchemaOf(dto: new () => object): JsonSchema {
  return { ...jsonSchemaOf(dto), [SAFE_TEXT]: true };
}

/** The fields that a body may have, by its schema. */
export function fieldsOf(schema: JsonSchema): ReadonlySet<string> {
  return new Set(Object.keys(schema['properties'] as object));
}

/** A rule that a schema cannot say, broken by one field. */
export function violationOf(field: string, message: string): SchemaViolation {
  return { instancePath: `/${field}`, keyword: 'rule', params: {}, message };
}

/** Ajv reads the reasons from the function itself. */
const safeText: SchemaValidateFunction = (_schema: boolean, body: unknown): boolean => {
  if (isSafeBody(body)) return true;
  const { path = '', reason = 'has unsafe text in it' } = findUnsafeText(body) ?? {};
  safeText.errors = [{ instancePath: path, keyword: SAFE_TEXT, params: {}, message: reason }];
  return false;
};

const oneOf: SchemaValidateFunction = (words: readonly string[], word: string): boolean => {
  if (words.includes(word)) return true;
  const message = `must be one of ${words.join(', ')}, not ${JSON.stringify(word.slice(0, MOST_SHOWN))}`;
  oneOf.errors = [{ keyword: ONE_OF, params: {}, message }];
  return false;
};

/** What the schemas of bodies use beyond JSON Schema; the domain decides. */
export const bodyFormats: AjvPlugin = (ajv) => {
  ajv.addFormat('iso-4217', (code: string) => currencyExponent(code) !== undefined);
  ajv.addFormat('date-time', (text: string) => parseInstant(text) !== undefined);
  ajv.addFormat('uuid', (text: string) => UUID.test(text.toLowerCase()));
  ajv.addKeyword({ keyword: ONE_OF, type: 'string', schemaType: 'array', validate: oneOf, errors: true });
  ajv.addKeyword({ keyword: SAFE_TEXT, schemaType: 'boolean', validate: safeText, errors: 'full' });
};

/** Judges bodies that do not come through Fastify's routes one by one, such as a batch's items. */
export const compileBody = createSchemaCompiler([bodyFormats]);
