import { Ajv, type AnySchema, type ErrorObject, type Options } from 'ajv';
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

/** Judges data by a schema: everything that is wrong, or undefined. */
export type SchemaJudge = (data: unknown) => readonly ErrorObject[] | undefined;

/** Judges with a schema that stops at the first error; only data that is wrong is gone through again for all of its errors. */
export function createSchemaCompiler(plugins: readonly AjvPlugin[]): (schema: AnySchema) => SchemaJudge {
  const first = new Ajv(OPTIONS);
  const all = new Ajv({ ...OPTIONS, allErrors: true });
  for (const plugin of plugins) {
    plugin(first);
    plugin(all);
  }
  return (schema) => {
    const isValid = first.compile(schema);
    const explain = all.compile(schema);
    return (data) => {
      if (isValid(data)) return undefined;
      void explain(data);
      return explain.errors ?? isValid.errors ?? [];
    };
  };
}

/** The judge of every route schema, in Fastify's form. */
export function createValidatorCompiler(plugins: readonly AjvPlugin[]): FastifySchemaCompiler<AnySchema> {
  const compile = createSchemaCompiler(plugins);
  return ({ schema }) => {
    const judge = compile(schema);
    return (data: unknown) => {
      const violations = judge(data);
      return violations === undefined ? true : { error: [...violations] };
    };
  };
}
