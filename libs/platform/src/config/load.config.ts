import 'reflect-metadata';
import { validateSync } from 'class-validator';

import { type ConfigProblem, ConfigError } from './config.error.js';
import { type ConfigClass, type EnvEntry, configEntries } from './env.decorator.js';
import { EnvValueError } from './parsers.js';
import { type Environment, readVariable } from './read-variable.js';

/**
 * Reads and validates the whole config of a process. All errors are reported at once.
 * Rules over several fields are class-validator decorators on the class; their messages follow the variable's name.
 * @throws ConfigError
 */
export function loadConfig<T extends object>(config: ConfigClass<T>, env: Environment = process.env): T {
  const problems: ConfigProblem[] = [];
  const loaded = build(config, env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(loaded);
}

function build<T extends object>(config: ConfigClass<T>, env: Environment, problems: ConfigProblem[]): T {
  const instance = new config();
  const { variables, groups } = configEntries(config);
  const broken = variables.filter((entry) => !assign(instance, entry, env, problems));
  for (const { key, group } of groups) Reflect.set(instance, key, build(group, env, problems));
  problems.push(...ruleProblems(instance, variables, new Set(broken)));
  return instance;
}

/** False when the variable is wrong, which is then in `problems`. */
function assign(instance: object, entry: EnvEntry, env: Environment, problems: ConfigProblem[]): boolean {
  try {
    const text = readVariable(entry, env);
    if (text === undefined && !entry.optional) throw new EnvValueError('is required');
    Reflect.set(instance, entry.key, text === undefined ? undefined : entry.parse(text));
    return true;
  } catch (error) {
    if (!(error instanceof EnvValueError)) throw error;
    problems.push({ variable: entry.name, reason: error.message });
    return false;
  }
}

function ruleProblems(
  instance: object,
  variables: readonly EnvEntry[],
  broken: ReadonlySet<EnvEntry>,
): readonly ConfigProblem[] {
  const failures = validateSync(instance, {
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  return failures.flatMap(({ property, constraints = {} }) => {
    const entry = variables.find(({ key }) => key === property);
    if (entry !== undefined && broken.has(entry)) return [];
    return Object.values(constraints).map((reason) => ({ variable: entry?.name ?? property, reason }));
  });
}
