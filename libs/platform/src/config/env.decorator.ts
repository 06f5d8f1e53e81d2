import { type EnvParser, text } from './parsers.js';

/** A class whose fields carry `@Env` or `@EnvGroup`. */
export type ConfigClass<T extends object> = new () => T;

interface EnvSpec<T> {
  /** How the text becomes a value. Text as it is when left out. */
  readonly as?: EnvParser<T>;
  /** One line for `.env.example`. */
  readonly describe: string;
  /** Never logged; can also be given as a file by `<NAME>_FILE` (Docker secrets). */
  readonly secret?: true;
}

/** Without a default the variable must be set. */
export type RequiredEnv<T> = EnvSpec<T> & { readonly default?: string; readonly optional?: never };
export type OptionalEnv<T> = EnvSpec<T> & { readonly optional: true; readonly default?: never };

/** A property decorator that the compiler only accepts on a field of the parsed type. */
export type EnvField<T> = <Key extends string>(target: Record<Key, T>, key: Key) => void;

export interface EnvEntry {
  readonly key: string;
  readonly name: string;
  readonly parse: EnvParser<unknown>;
  readonly default: string | undefined;
  readonly optional: boolean;
  readonly secret: boolean;
  readonly describe: string;
}

export interface GroupEntry {
  readonly key: string;
  readonly group: ConfigClass<object>;
}

interface ClassEntries {
  readonly variables: EnvEntry[];
  readonly groups: GroupEntry[];
}

const entriesByPrototype = new WeakMap<object, ClassEntries>();

/** The field is read from the environment variable `name`. */
export function Env<T = string>(name: string, spec: RequiredEnv<T>): EnvField<T>;
export function Env<T = string>(name: string, spec: OptionalEnv<T>): EnvField<T | undefined>;
export function Env(name: string, spec: RequiredEnv<unknown> | OptionalEnv<unknown>): EnvField<unknown> {
  return (target, key) => {
    entriesOf(target).variables.push({
      key,
      name,
      parse: spec.as ?? text(),
      default: spec.default,
      optional: spec.optional === true,
      secret: spec.secret === true,
      describe: spec.describe,
    });
  };
}

/** The field is another config class: variables that several apps share. */
export function EnvGroup<T extends object>(group: ConfigClass<T>): EnvField<T> {
  return (target, key) => {
    entriesOf(target).groups.push({ key, group });
  };
}

export function configEntries(config: ConfigClass<object>): ClassEntries {
  return entriesOf(prototypeOf(config));
}

function entriesOf(prototype: object): ClassEntries {
  const known = entriesByPrototype.get(prototype);
  if (known !== undefined) return known;
  const fresh: ClassEntries = { variables: [], groups: [] };
  entriesByPrototype.set(prototype, fresh);
  return fresh;
}

function prototypeOf(config: ConfigClass<object>): object {
  return config.prototype as object;
}
