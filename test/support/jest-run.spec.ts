import { describe, expect, it } from '@jest/globals';

import { summarize } from './jest-run.js';

const passed = { fullName: 'a passes', status: 'passed' };

describe('summarize', () => {
  it('given only passed tests, when summarized, then one line says so', () => {
    const results = { numPassedTests: 1, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

    expect(summarize({ ...results, testResults: [{ assertionResults: [passed] }] })).toBe('1 passed, 0 failed');
  });

  it('given a file that does not load, when summarized, then it counts as failed', () => {
    const results = { numPassedTests: 0, numFailedTests: 1, numRuntimeErrorTestSuites: 1 };

    expect(summarize({ ...results, testResults: [] })).toBe('0 passed, 2 failed');
  });

  it('given skipped tests, when summarized, then each is named with its reason before the counts', () => {
    const skipped = [
      { fullName: 'b waits [skipped: docker is missing]', status: 'pending' },
      { fullName: 'c waits', status: 'todo' },
    ];
    const results = { numPassedTests: 1, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

    expect(summarize({ ...results, testResults: [{ assertionResults: [passed, ...skipped] }] })).toBe(
      [
        'skipped: b waits [skipped: docker is missing]',
        'skipped: c waits [skipped: no reason given]',
        '1 passed, 0 failed, 2 skipped',
      ].join('\n'),
    );
  });
});
