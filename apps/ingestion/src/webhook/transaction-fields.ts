import { REPORTED_STATUSES } from '@app/contracts';
import { currencyExponent, IDENTIFIER, isIdentifier, parseAmount, parseInstant } from '@app/domain';

import { BodyField } from '../intake/body-field.js';
import { metadataProblem } from './metadata.js';

/** Routes of the read API live beside ids: `/api/transactions/summary` must not be a transaction. */
const RESERVED_IDS = ['stream', 'average', 'summary'];

const DECIMAL = /^(0|[1-9]\d{0,14})(\.\d+)?$/u;
const CURRENCY = /^[A-Z]{3}$/u;
const MOST_DECIMALS = 4;

export const TransactionId = (): PropertyDecorator =>
  BodyField({
    name: 'transactionId',
    schema: { type: 'string', pattern: IDENTIFIER.source, not: { enum: RESERVED_IDS } },
    accepts: (value) => isIdentifier(value) && !RESERVED_IDS.includes(value),
  });

/** The schema knows the shape; how many decimals there may be is the currency's to say (see to-accept-transaction). */
export const Amount = (): PropertyDecorator =>
  BodyField({
    name: 'amount',
    schema: { type: ['string', 'number'], pattern: DECIMAL.source, minimum: 0 },
    accepts: (value, post) => parseAmount(value, exponentFor(post)).ok,
  });

export const Currency = (): PropertyDecorator =>
  BodyField({
    name: 'currency',
    schema: { type: 'string', pattern: CURRENCY.source, format: 'iso-4217' },
    accepts: (value) => typeof value === 'string' && currencyExponent(value) !== undefined,
  });

export const Instant = (): PropertyDecorator =>
  BodyField({
    name: 'instant',
    schema: { type: 'string', format: 'date-time' },
    accepts: (value) => parseInstant(value) !== undefined,
  });

export const Status = (): PropertyDecorator =>
  BodyField({
    name: 'status',
    schema: { type: 'string', enum: REPORTED_STATUSES },
    accepts: (value) => REPORTED_STATUSES.some((status) => status === value),
  });

/** Flat: scalars only. Its size in bytes is judged by to-accept-transaction. */
export const FlatMetadata = (): PropertyDecorator =>
  BodyField({
    name: 'metadata',
    schema: {
      type: 'object',
      maxProperties: 32,
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    },
    accepts: (value) => metadataProblem(value) === undefined,
  });

/** Without a currency of its own a post is judged with the default one, which only the configuration knows. */
function exponentFor(post: { readonly currency?: unknown }): number {
  return (typeof post.currency === 'string' ? currencyExponent(post.currency) : undefined) ?? MOST_DECIMALS;
}
