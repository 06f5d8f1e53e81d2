import { IsIn, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { applyAll } from './apply-all.js';

type FieldDecorator = ReturnType<typeof applyAll>;

/** A non-empty string. */
export const Text = (): FieldDecorator => applyAll(IsString(), JSONSchema({ minLength: 1 }));

/** A transaction's id: the rule of the HTTP contract, so that every key fits every index. */
export const TransactionId = (): FieldDecorator => applyAll(IsString(), Matches(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/u));

/** A notification's id: a UUID in its usual form. */
export const NotificationId = (): FieldDecorator =>
  applyAll(IsString(), Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u));

/** A string, or null where the sender did not say. */
export const TextOrNull = (): FieldDecorator => applyAll(IsString(), JSONSchema({ type: ['string', 'null'] }));

/** Whole minor units as decimal digits: JSON numbers end at 2^53. */
export const MinorUnits = (): FieldDecorator => applyAll(IsString(), Matches(/^(0|[1-9]\d{0,18})$/u));

/** ISO 4217 alphabetic code. */
export const CurrencyCode = (): FieldDecorator => applyAll(IsString(), Matches(/^[A-Z]{3}$/u));

/** A whole number from `min` to `max`. */
export const WholeNumber = (min: number, max: number): FieldDecorator =>
  applyAll(IsInt(), Min(min), Max(max), JSONSchema({ type: 'integer' }));

/** ISO 4217 exponent at the time of writing. */
export const CurrencyExponent = (): FieldDecorator => WholeNumber(0, 4);

/** RFC 3339 UTC, to the microsecond at most, such as `2026-03-29T01:30:00.123456Z`; that the date is real was proven at the edge. */
export const UtcInstant = (): FieldDecorator =>
  applyAll(
    IsString(),
    Matches(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/u),
    JSONSchema({ format: 'date-time' }),
  );

export const OneOf = (values: readonly string[]): FieldDecorator => applyAll(IsString(), IsIn([...values]));
