// Run from the top of the repository: `eslint --config libs/tooling/eslint.config.js .` — globs are relative to where it runs.
import { join } from 'node:path';

import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

import { boundaries } from './src/boundaries.js';
import { noTypeImportOfInjectedClass } from './src/no-type-import-of-injected-class.js';

const ROOT = join(import.meta.dirname, '../..');

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.tidemark/**', 'coverage/**'] },
  {
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: {
      'import-x': importX,
      tidemark: { rules: { 'no-type-import-of-injected-class': noTypeImportOfInjectedClass } },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: ROOT,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
      },
    },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: join(ROOT, 'tsconfig.json') })] },
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read in *.config.ts only.' },
      ],
      eqeqeq: 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      'import-x/order': [
        'error',
        { groups: ['builtin', ['external', 'internal'], ['parent', 'sibling', 'index']], 'newlines-between': 'always' },
      ],
      'tidemark/no-type-import-of-injected-class': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/max-params': ['error', { max: 5 }],
      // A Nest module or controller may have no members; its decorator is what it says.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // The contracts' classes are shapes; a literal of that shape is how one is made.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A new kind of event must fail to compile where nobody thought of it: no default may swallow it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, requireDefaultForNonUnion: true },
      ],
    },
  },
  ...boundaries,
  { files: ['**/*.config.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false }, globals: { process: 'readonly' } },
    rules: {
      'tidemark/no-type-import-of-injected-class': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  { files: ['**/*.config.js'], rules: { 'import-x/no-default-export': 'off' } },
);
