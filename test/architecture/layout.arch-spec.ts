import { existsSync, readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { foldersOf, linesOf, nameOf, sourceFiles, textOf } from './source-files.js';

/** All that a visitor sees at the top. What else there is begins with a dot or is ignored by git. */
const TOP_LEVEL = [
  'Dockerfile',
  'LICENSE',
  'Procfile',
  'README.md',
  'apps',
  'docker-compose.yml',
  'libs',
  'migrations',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'test',
  'tsconfig.json',
];
const NOT_COMMITTED = ['dist', 'node_modules', 'coverage'];

/** Words that say nothing of what is inside. */
const EMPTY_WORDS = /(^|[-./])(managers?|helpers?|utils?|common|shared|misc|base)([-./]|$)/u;
const SPEC_KINDS = /\.(spec|int-spec|contract-spec|arch-spec|boot-spec|e2e-spec|fault-spec)\.ts$/u;

/** `tooling` is for ESLint, not for code. */
const IMPORTABLE = foldersOf('libs').filter((lib) => lib !== 'tooling');

describe('the repository', () => {
  it('given its top, when listed, then nothing is there but what the layout names', () => {
    const visible = readdirSync('.').filter((name) => !name.startsWith('.') && !NOT_COMMITTED.includes(name));

    expect(visible.filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
  });

  it('given every source file, when counted, then none has more than 200 lines', () => {
    const long = sourceFiles().filter((path) => linesOf(path) > 200);

    expect(long).toEqual([]);
  });

  it('given every file name, when read, then it is kebab-case and says what is inside', () => {
    const badNames = sourceFiles().filter((path) => EMPTY_WORDS.test(path) || !/^[a-z0-9./-]+$/u.test(path));

    expect(badNames).toEqual([]);
  });

  it('given every spec, when its name is read, then the kind is one that jest runs', () => {
    const unknown = sourceFiles().filter((path) => /(spec|test)\.ts$/u.test(path) && !SPEC_KINDS.test(path));

    expect(unknown).toEqual([]);
  });

  it('given every test, when its name is read, then it says given, when, then', () => {
    const nameless = sourceFiles()
      .filter((path) => SPEC_KINDS.test(path))
      .flatMap((path) =>
        [...textOf(path).matchAll(/^\s*it(?:\.\w+)?\(\s*'([^']*)'/gmu)].map(([, name]) => `${path}: ${name}`),
      )
      .filter((test) => !/: (given .*, )?when .*, then /u.test(test));

    expect(nameless).toEqual([]);
  });
});

describe('a lib', () => {
  it.each(foldersOf('libs'))('given %s, when opened, then it says what it owns in 40 lines', (lib) => {
    expect(linesOf(`libs/${lib}/README.md`)).toBeLessThanOrEqual(40);
  });

  it.each(IMPORTABLE)('given the index of %s, when read, then it only re-exports, by name', (lib) => {
    const statements = textOf(`libs/${lib}/src/index.ts`)
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '')
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '');

    expect(statements.filter((statement) => !/^export (type )?\{[^}]*\} from '[^']+'$/u.test(statement))).toEqual([]);
  });
});

describe('an app', () => {
  it.each(foldersOf('apps'))('given %s, when opened, then its boot is where every other has it', (app) => {
    const expected = app === 'cli' ? ['main.ts'] : ['main.ts', `${app}.module.ts`, `${app}.config.ts`];

    expect(expected.filter((file) => !existsSync(`apps/${app}/src/${file}`))).toEqual([]);
  });
});

describe('the migrations', () => {
  it('given their files, when numbered, then there is no gap and each is one line in the list', () => {
    const names = sourceFiles('migrations/[0-9]*.ts').map(nameOf);
    const list = textOf('migrations/index.ts');

    expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
    expect(names.filter((name) => !list.includes(`'${name}':`))).toEqual([]);
  });
});
