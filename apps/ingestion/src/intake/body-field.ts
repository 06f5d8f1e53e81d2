import type { JsonSchema } from '@app/contracts';
import { IDENTIFIER, isIdentifier } from '@app/domain';
import { ValidateBy, ValidateIf } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

/** What a field may hold, said once: as the JSON Schema that judges requests and as the check that class-validator runs. */
interface FieldRule {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown, post: object) => boolean;
}

export function BodyField({ name, schema, accepts }: FieldRule): PropertyDecorator {
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

export const Identifier = (): PropertyDecorator =>
  BodyField({ name: 'identifier', schema: { type: 'string', pattern: IDENTIFIER.source }, accepts: isIdentifier });

/** A user: an identifier, or a number, as of older clients that count their users. */
export const UserReference = (): PropertyDecorator =>
  BodyField({
    name: 'userReference',
    schema: { type: ['string', 'integer'], pattern: IDENTIFIER.source, minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    accepts: (value) => isIdentifier(value) || (Number.isSafeInteger(value) && Number(value) >= 0),
  });

/** Left out, not null: a null would be a value that names nothing. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_post, value) => value !== undefined);
