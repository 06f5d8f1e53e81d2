import { readFileSync } from 'node:fs';

import { Env, EnvValueError } from '@app/platform';

import { parseRules, type ConfiguredRule } from './parse-rules.js';

/** Which rules ask for notifications. */
export class RulesConfig {
  @Env('NOTIFICATION_RULES', {
    as: rulesFile,
    optional: true,
    describe: 'JSON file of the rules that ask for notifications; none is on when empty',
  })
  readonly configured!: readonly ConfiguredRule[] | undefined;
}

function rulesFile(path: string): readonly ConfiguredRule[] {
  return parseRules(contentOf(path));
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new EnvValueError('names a file that cannot be read', { cause });
  }
}
