import { describeConfig, type EnvVariable } from '@app/platform';

import { CONFIG_SECTIONS } from './config-classes.js';

const HEADER = [
  '# Every variable, its default and what it does. Copy to .env and uncomment what you change; an empty one counts as not set.',
  '# A secret can be a file instead: <NAME>_FILE. Generated from the config classes: node dist/test/architecture/write-env-example.js',
];

/** `.env.example` as the config classes say it. A variable of several classes is listed where it comes first. */
export function renderEnvExample(): string {
  const listed = new Set<string>();
  const sections = CONFIG_SECTIONS.map(({ title, classes }) => {
    const variables = classes.flatMap((config) => describeConfig(config)).filter(({ name }) => !listed.has(name));
    for (const { name } of variables) listed.add(name);
    return ['', `# --- ${title}`, ...variables.flatMap(linesOf)];
  });
  return `${[...HEADER, ...sections.flat()].join('\n')}\n`;
}

function linesOf({ name, default: fallback = '', describe }: EnvVariable): readonly string[] {
  return [`# ${describe}`, `# ${name}=${fallback}`];
}
