import { EnvValueError, jsonPointer } from '@app/platform';
import { validateSync } from 'class-validator';

import { RULES } from './index.js';
import type { RuleDefinition } from './rule.js';

/** A rule that is switched on. */
export interface ConfiguredRule {
  readonly definition: RuleDefinition;
  readonly settings: object;
}

/** What is wrong at one place of the file. */
interface RuleProblem {
  readonly place: string;
  readonly problem: string;
}

const DEFINITIONS: readonly RuleDefinition[] = RULES;

/**
 * The rules that a file names; others are off.
 *
 * @throws EnvValueError with all that is wrong, each with its place
 */
export function parseRules(text: string): readonly ConfiguredRule[] {
  const file = parseJson(text);
  if (!isObject(file)) throw notValid([{ place: jsonPointer(), problem: 'must be an object of rules' }]);
  const read = Object.entries(file).map(([name, settings]) => readRule(name, settings));
  const problems = read.flatMap((rule) => ('problems' in rule ? rule.problems : []));
  if (problems.length > 0) throw notValid(problems);
  return read.flatMap((rule) => ('problems' in rule ? [] : rule));
}

function readRule(name: string, given: unknown): ConfiguredRule | { readonly problems: readonly RuleProblem[] } {
  const place = jsonPointer(name);
  const definition = DEFINITIONS.find((rule) => rule.name === name);
  if (definition === undefined) {
    const offered = DEFINITIONS.map((rule) => rule.name).join(', ');
    return { problems: [{ place, problem: `is not a rule; there are: ${offered}` }] };
  }
  if (!isObject(given)) return { problems: [{ place, problem: 'must be an object of settings' }] };
  const settings = Object.assign(new definition.config(), given);
  const failures = validateSync(settings, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  const problems = failures.map(({ property, constraints = {} }) => ({
    place: jsonPointer(name, property),
    problem: 'whitelistValidation' in constraints ? 'is not a setting of this rule' : Object.values(constraints).join(),
  }));
  return problems.length > 0 ? { problems } : { definition, settings };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = /line \d+ column \d+/u.exec(String(cause))?.[0];
    throw new EnvValueError(`names a file that is not JSON${where === undefined ? '' : ` (${where})`}`, { cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notValid(problems: readonly RuleProblem[]): EnvValueError {
  const lines = problems.map(({ place, problem }) => `    ${place} ${problem}`);
  return new EnvValueError(['names a file of rules that is not valid:', ...lines].join('\n'));
}
