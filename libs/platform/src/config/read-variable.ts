import { readFileSync } from 'node:fs';

import type { EnvEntry } from './env.decorator.js';
import { EnvValueError } from './parsers.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable, its file or its default. An empty variable counts as not set: compose files pass those. */
export function readVariable(entry: EnvEntry, env: Environment): string | undefined {
  const given = textOf(env[entry.name]);
  const file = entry.secret ? textOf(env[`${entry.name}_FILE`]) : undefined;
  if (given !== undefined && file !== undefined) {
    throw new EnvValueError(`is set twice: by itself and by ${entry.name}_FILE`);
  }
  return given ?? (file === undefined ? undefined : readSecret(entry.name, file)) ?? entry.default;
}

function textOf(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function readSecret(name: string, path: string): string {
  const content = textOf(contentOf(name, path));
  if (content === undefined) throw new EnvValueError(`is empty in the file that ${name}_FILE names`);
  return content;
}

function contentOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EnvValueError(`cannot be read from the file that ${name}_FILE names`, { cause });
  }
}
