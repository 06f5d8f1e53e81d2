import { type ConfigClass, configEntries } from './env.decorator.js';

export interface EnvVariable {
  readonly name: string;
  readonly default: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
  readonly describe: string;
}

/** Every variable of a config class, its groups' included, in the order of declaration. Docs and compose files are held to it. */
export function describeConfig(config: ConfigClass<object>): readonly EnvVariable[] {
  const { variables, groups } = configEntries(config);
  return [
    ...variables.map(({ name, default: fallback, optional, secret, describe }) => ({
      name,
      default: fallback,
      required: fallback === undefined && !optional,
      secret,
      describe,
    })),
    ...groups.flatMap(({ group }) => describeConfig(group)),
  ];
}
