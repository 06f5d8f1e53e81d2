import type { AnySchema, Options } from 'ajv';
import { Ajv } from 'ajv';
import type { FastifySchemaCompiler } from 'fastify';

/** Adds formats and keywords to the validators of all route schemas. */
export type AjvPlugin = (ajv: Ajv) => void;

const OPTIONS: Options = {
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  // A value is judged as it came: "1" is no number, and nothing is taken away silently.
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
};

/** Validates with a schema that stops at the first error; only a body that is wrong is gone through again for all of its errors. */
export function createValidatorCompiler(plugins: readonly AjvPlugin[]): FastifySchemaCompiler<AnySchema> {
  const first = new Ajv(OPTIONS);
  const all = new Ajv({ ...OPTIONS, allErrors: true });
  for (const plugin of plugins) {
    plugin(first);
    plugin(all);
  }
  return ({ schema }) => {
    const isValid = first.compile(schema);
    const explain = all.compile(schema);
    return (data: unknown) => {
      if (isValid(data)) return true;
      explain(data);
      return { error: explain.errors ?? isValid.errors ?? [] };
    };
  };
}
