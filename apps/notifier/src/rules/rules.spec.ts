import { readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { RULES } from './index.js';

describe('RULES', () => {
  it('given the files of rules, when listed, then each has its line', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.rule\.ts$/u.test(file));
    expect(RULES.map(({ name }) => `${name}.rule.ts`).sort()).toEqual(files.sort());
  });
});
