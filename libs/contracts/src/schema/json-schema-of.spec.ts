import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { IsOptional } from 'class-validator';

import {
  CurrencyCode,
  MinorUnits,
  OneOf,
  Text,
  TextOrNull,
  TransactionId,
  UtcInstant,
  WholeNumber,
} from './decorators.js';
import { jsonSchemaOf } from './json-schema-of.js';

class Everything {
  @Text()
  text!: string;

  @TextOrNull()
  text_or_null!: string | null;

  @TransactionId()
  id!: string;

  @MinorUnits()
  amount!: string;

  @CurrencyCode()
  currency!: string;

  @WholeNumber(0, 4)
  whole!: number;

  @UtcInstant()
  instant!: string;

  @IsOptional()
  @OneOf(['a', 'b'])
  optional?: string;
}

describe('jsonSchemaOf', () => {
  const schema = jsonSchemaOf(Everything);
  const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  const good = {
    text: 'x',
    text_or_null: null,
    id: 'tx-1',
    amount: '100',
    currency: 'USD',
    whole: 4,
    instant: '2026-03-29T01:30:00.123456Z',
  };

  it('given a class, when described, then what is not optional is required', () => {
    expect(schema['required']).toEqual(Object.keys(good));
    expect(isValid(good)).toBe(true);
    expect(isValid({ ...good, optional: 'b', unknown: {} })).toBe(true);
  });

  it.each<[keyof Everything, unknown]>([
    ['text', ''],
    ['text', null],
    ['text_or_null', 1],
    ['id', '-1'],
    ['id', 'x'.repeat(101)],
    ['id', 'tx\n'],
    ['amount', '01'],
    ['amount', '1.0'],
    ['amount', '1'.repeat(20)],
    ['amount', 100],
    ['currency', 'usd'],
    ['currency', 'USDT'],
    ['whole', 1.5],
    ['whole', 5],
    ['whole', -1],
    ['whole', '1'],
    ['instant', '2026-03-29T01:30:00'],
    ['instant', '2026-03-29T01:30:00+00:00'],
    ['instant', '2026-03-29T01:30:00.1234567Z'],
    ['optional', 'c'],
    ['optional', null],
  ])('given %s = %p, when judged by the schema, then it is refused', (field, value) => {
    expect(isValid({ ...good, [field]: value })).toBe(false);
  });
});
