import { readdirSync } from 'node:fs';

import { EVENT_CATALOG } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { subscriptionOf } from './apply-batch.js';
import { PROJECTIONS } from './projections.js';

describe('PROJECTIONS', () => {
  it('given the folders of read models, when listed, then each is in the list once, under the name of its folder', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
    const folders = files.filter((file) => file.endsWith('.projection.ts')).map((file) => file.split('/')[0]);

    expect(PROJECTIONS.map(({ name }) => name).sort()).toEqual(folders.sort());
  });

  it.each(PROJECTIONS)('given $name, when it subscribes, then it is to events of its topic', (projection) => {
    const subscription = subscriptionOf(projection);
    const contracts = EVENT_CATALOG.filter(({ type }) => subscription.has(type));

    expect(contracts).toHaveLength(subscription.size);
    expect(new Set(contracts.map(({ topic }) => topic))).toEqual(new Set([projection.topic]));
  });

  it.each(PROJECTIONS)('given $name, when it names its schema, then no quoting is needed', ({ name }) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/u);
  });
});
