import { getMetadataStorage } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON Schema (draft 2020-12 subset) of a class decorated with class-validator.
 * Properties without `@IsOptional()` are required; others than the named ones are allowed.
 */
export function jsonSchemaOf(target: new () => object): JsonSchema {
  return targetConstructorToSchema(target, {
    classValidatorMetadataStorage: getMetadataStorage(),
    refPointerPrefix: '#/components/schemas/',
  }) as JsonSchema;
}
