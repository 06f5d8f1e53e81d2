import { spawnSync } from 'node:child_process';

import { describeConfig, type ConfigClass } from '@app/platform';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { CLASSES_OF_SERVICE, CONFIG_SECTIONS } from './config-classes.js';
import { renderEnvExample } from './env-example.js';
import { sourceFiles, textOf } from './source-files.js';

interface ComposeFile {
  readonly services: Readonly<
    Record<string, { readonly build?: string; readonly environment?: Record<string, unknown> }>
  >;
}

const compose = parse(textOf('docker-compose.yml'), { merge: true }) as ComposeFile;

const namesOf = (config: ConfigClass<object>): readonly string[] => describeConfig(config).map(({ name }) => name);

describe('the environment', () => {
  it('given the config classes, when .env.example is rendered, then it is the file that is committed', () => {
    expect(textOf('.env.example')).toBe(renderEnvExample());
  });

  it('given every variable that an app reads, when compared, then .env.example has it', () => {
    const listed = new Set(CONFIG_SECTIONS.flatMap(({ classes }) => classes.flatMap(namesOf)));
    const read = sourceFiles('apps/*/src/**/*.config.ts')
      .flatMap((path) => [...textOf(path).matchAll(/@Env\(\s*'(\w+)'/gu)])
      .flatMap(([, name = '']) => name);

    expect(read.filter((name) => !listed.has(name))).toEqual([]);
  });

  it('given one variable in two classes, when compared, then it means the same in both', () => {
    const kinds = new Map<string, Set<boolean>>();
    for (const { name, secret } of CONFIG_SECTIONS.flatMap(({ classes }) =>
      classes.flatMap((c) => describeConfig(c)),
    )) {
      kinds.set(name, (kinds.get(name) ?? new Set()).add(secret));
    }

    expect([...kinds].filter(([, secrecy]) => secrecy.size > 1).map(([name]) => name)).toEqual([]);
  });
});

describe('docker-compose.yml', () => {
  it.each(Object.entries(CLASSES_OF_SERVICE))(
    'given the service %s, when compared, then it passes exactly the variables of its config classes',
    (service, classes) => {
      const variables = new Set(classes.flatMap(namesOf));

      expect(Object.keys(compose.services[service]?.environment ?? {}).sort()).toEqual([...variables].sort());
    },
  );

  it('given its services, when compared, then all that run our image are held to a config class', () => {
    const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

    expect(ours.map(([name]) => name).sort()).toEqual(Object.keys(CLASSES_OF_SERVICE).sort());
  });

  it('given the file, when linted, then there is no warning', () => {
    const { stdout, status } = spawnSync(process.execPath, [
      'node_modules/dclint/bin/dclint.cjs',
      '--max-warnings',
      '0',
      'docker-compose.yml',
    ]);

    expect({ status, output: String(stdout).trim() }).toEqual({ status: 0, output: '' });
  });
});
