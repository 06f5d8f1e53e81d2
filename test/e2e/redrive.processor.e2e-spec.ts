import { consequenceId } from '@app/contracts';
import { askForRedrives, redriveResults } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { post } from '../support/posts.js';
import { processorsUnderTest, type ProcessorsUnderTest } from '../support/processor-app.js';

// Real: broker, database, HTTP, the whole app.
describe('a post that is parked in the processor', () => {
  let processors: ProcessorsUnderTest;

  beforeAll(async () => {
    processors = await processorsUnderTest();
  });
  afterAll(() => processors.close());

  it.each(['0', '500'])(
    'given a delay of %s ms, when redriven, then it is claimed and settled, and what came behind it is judged',
    async (PROCESSING_DELAY_MS) => {
      const { database } = processors.test;
      const id = `sick-${PROCESSING_DELAY_MS}`;
      await sql`ALTER TABLE transaction_claims ADD CONSTRAINT sound CHECK (transaction_id NOT LIKE 'sick%') NOT VALID`.execute(
        database,
      );
      const processor = await processors.startReady({ PROCESSING_DELAY_MS });
      const first = post(id);
      const differing = post(id, { amount_minor: '1' });
      await processors.write(first);
      await processors.write(differing, post(id));
      const [parked] = await pollUntil(
        async () => {
          const rows = await database.selectFrom('parked_records').selectAll().orderBy('offset').execute();
          return rows.length === 3 ? rows : undefined;
        },
        { what: 'three posts are parked' },
      );
      expect(parked).toMatchObject({ reader: 'processor', error_class: 'sqlstate-23514' });
      await sql`ALTER TABLE transaction_claims DROP CONSTRAINT sound`.execute(database);

      const place = { reader: 'processor', topic: 'transactions', partition: parked?.partition ?? -1, offset: null };
      const requests = await askForRedrives(database, 'spec@here', [{ ...place, key: Buffer.from(id) }]);
      const told = await pollUntil(
        async () => {
          const events = (await processors.written()).filter((event) => event.source === '/tidemark/processor');
          const own = events.filter(({ subject }) => subject === id);
          return own.length >= 2 ? own : undefined;
        },
        { what: 'an outcome and a conflict' },
      );

      expect(told.map((event) => event.id).sort()).toEqual(
        [consequenceId('outcome', first.id), consequenceId('conflict', differing.id)].sort(),
      );
      const results = await redriveResults(
        database,
        requests.map((request) => request.id),
      );
      expect([...results.values()]).toMatchObject([{ state: 'redriven', applied: 3, remaining: 0 }]);
      const claims = await database
        .selectFrom('transaction_claims')
        .select(['first_event_id', 'outcome'])
        .where('transaction_id', '=', id)
        .execute();
      expect(claims).toEqual([{ first_event_id: first.id, outcome: 'PROCESSED' }]);
      await processor.stop();
    },
    60_000,
  );
});
