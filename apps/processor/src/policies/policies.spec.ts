import { readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { POLICIES } from './index.js';

describe('POLICIES', () => {
  it('given the files of policies, when listed, then each has its line', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /^[a-z-]+\.policy\.ts$/u.test(file));
    expect(POLICIES.map(({ name }) => `${name}.policy.ts`).sort()).toEqual(files.sort());
  });
});
