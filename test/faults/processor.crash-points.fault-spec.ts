import { consequenceId, type DomainEvent } from '@app/contracts';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { post, posts } from '../support/posts.js';
import { processorsUnderTest, type ProcessorsUnderTest } from '../support/processor-app.js';
import { AppChild } from '../support/app-child.js';

// Real: broker, database, the built processor as a process that dies as by kill -9 at a named place.

const TRANSACTIONS = 100;

describe('a processor that dies', () => {
  let processors: ProcessorsUnderTest;

  beforeAll(async () => {
    processors = await processorsUnderTest();
  });
  afterAll(() => processors.close());

  const told = async (prefix: string): Promise<DomainEvent[]> =>
    (await processors.written()).filter(
      ({ subject, source }) => subject?.startsWith(prefix) === true && source === '/tidemark/processor',
    );

  it.each([
    ['after-poll', '0'],
    ['after-produce', '0'],
    ['after-produce:3', '50'],
    ['after-claim-commit', '50'],
    ['before-mark', '50'],
  ])(
    'given a crash %s with a delay of %s ms, when it is back, then every outcome is told, always with the same content',
    async (point, PROCESSING_DELAY_MS) => {
      const prefix = `${point.replace(':', '-')}-${PROCESSING_DELAY_MS}`;
      const env = { ...processors.env, PROCESSING_DELAY_MS };
      const doomed = AppChild.start('processor', { ...env, CRASH_AT: `processor.${point}` });
      const sent = posts(prefix, TRANSACTIONS);
      const differing = post(`${prefix}-0`, { amount_minor: '1' });
      for (const event of [...sent, differing]) await processors.write(event);
      expect(await doomed.ended()).toBe('SIGKILL');

      const next = AppChild.start('processor', env);
      const expected = new Set([
        ...sent.map(({ id }) => consequenceId('outcome', id)),
        consequenceId('conflict', differing.id),
      ]);
      await pollUntil(async () => new Set((await told(prefix)).map(({ id }) => id)).size === expected.size, {
        what: 'everything is told',
        intervalMs: 200,
      });
      expect(await next.stop()).toBe('0');
      const events = await told(prefix);
      expect(new Set(events.map(({ id }) => id))).toEqual(expected);
      expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(expected.size);
    },
    60_000,
  );
});
