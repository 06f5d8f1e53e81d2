import { REPORTED_STATUSES, type JsonSchema } from '@app/contracts';
import { currencyExponent, parseAmount, parseInstant } from '@app/domain';
import { ValidateBy, ValidateIf } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { metadataProblem } from './metadata.js';

/** What a field may hold, said once: as the JSON Schema that judges requests and as the check that class-validator runs. */
interface FieldRule {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown, post: object) => boolean;
}

/** Routes of the read API live beside ids: `/api/transactions/summary` must not be a transaction. */
const RESERVED_IDS = ['stream', 'average', 'summary'];

const IDENTIFIER = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/u;
const DECIMAL = /^(0|[1-9]\d{0,14})(\.\d+)?$/u;
const CURRENCY = /^[A-Z]{3}$/u;
const MOST_DECIMALS = 4;

const isIdentifier = (value: unknown): boolean => typeof value === 'string' && IDENTIFIER.test(value);

export const TransactionId = (): PropertyDecorator =>
  Field({
    name: 'transactionId',
    schema: { type: 'string', pattern: IDENTIFIER.source, not: { enum: RESERVED_IDS } },
    accepts: (value) => isIdentifier(value) && !RESERVED_IDS.includes(String(value)),
  });

export const Identifier = (): PropertyDecorator =>
  Field({ name: 'identifier', schema: { type: 'string', pattern: IDENTIFIER.source }, accepts: isIdentifier });

/** A user as the older route names it: an identifier, or a number of a system that counts its users. */
export const UserReference = (): PropertyDecorator =>
  Field({
    name: 'userReference',
    schema: { type: ['string', 'integer'], pattern: IDENTIFIER.source, minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    accepts: (value) => isIdentifier(value) || (Number.isSafeInteger(value) && Number(value) >= 0),
  });

/** The schema knows the shape; how many decimals there may be is the currency's to say (see to-accept-transaction). */
export const Amount = (): PropertyDecorator =>
  Field({
    name: 'amount',
    schema: { type: ['string', 'number'], pattern: DECIMAL.source, minimum: 0 },
    accepts: (value, post) => parseAmount(value, exponentFor(post)).ok,
  });

export const Currency = (): PropertyDecorator =>
  Field({
    name: 'currency',
    schema: { type: 'string', pattern: CURRENCY.source, format: 'iso-4217' },
    accepts: (value) => typeof value === 'string' && currencyExponent(value) !== undefined,
  });

export const Instant = (): PropertyDecorator =>
  Field({
    name: 'instant',
    schema: { type: 'string', format: 'date-time' },
    accepts: (value) => parseInstant(value) !== undefined,
  });

export const Status = (): PropertyDecorator =>
  Field({
    name: 'status',
    schema: { type: 'string', enum: REPORTED_STATUSES },
    accepts: (value) => REPORTED_STATUSES.some((status) => status === value),
  });

/** Flat: scalars only. Its size in bytes is judged by to-accept-transaction. */
export const FlatMetadata = (): PropertyDecorator =>
  Field({
    name: 'metadata',
    schema: {
      type: 'object',
      maxProperties: 32,
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    },
    accepts: (value) => metadataProblem(value) === undefined,
  });

/** Left out, not null: a null would be a value that names nothing. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_post, value) => value !== undefined);

function Field({ name, schema, accepts }: FieldRule): PropertyDecorator {
  const check = ValidateBy({
    name,
    validator: {
      validate: (value: unknown, context): boolean => accepts(value, context?.object ?? {}),
      defaultMessage: () => '$property is not valid',
    },
  });
  return (target, property) => {
    check(target, property);
    JSONSchema(() => ({ ...schema }))(target, String(property));
  };
}

/** Without a currency of its own a post is judged with the default one, which only the configuration knows. */
function exponentFor(post: { readonly currency?: unknown }): number {
  return (typeof post.currency === 'string' ? currencyExponent(post.currency) : undefined) ?? MOST_DECIMALS;
}
