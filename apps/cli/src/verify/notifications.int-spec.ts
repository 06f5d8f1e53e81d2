import { PROJECTIONS } from '@app/projections';
import { recordOf } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { requested } from '../../../../libs/projections/src/notification-log/notification-events.fixture.js';
import { sampleNotifications } from '../../../../libs/rebuild/src/sample-notifications.fixture.js';
import { describeReport } from './describe-report.js';
import { Oracle, type Loggable } from './oracle.fixture.js';
import { spoilTable, tablesOf, type Spoiling } from './spoil-table.fixture.js';

const SCHEMA = 'notification_log_g1';
const projections = PROJECTIONS.filter(({ name }) => name === 'notification-log');
const POISONED = '00000000-0000-7000-9000-ffffffffffff';

describe('notification-log, verified', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.create(sampleNotifications(60).filter(isKeyed), { projections });
  });
  afterAll(() => oracle.close());

  it('given a sound system, when verified, then it finds nothing, and has compared every table', async () => {
    const report = await oracle.verify([], undefined, { projections });

    expect(report.findings).toEqual([]);
    expect(report.projections).toMatchObject([{ projection: 'notification-log', equal: true }]);
    expect(report.projections[0]?.tables.map(({ table, rows }) => [table, rows > 0])).toEqual(
      ['attempts', 'deliveries', 'notifications', 'retries', 'unsent'].map((table) => [table, true]),
    );
  });

  it.each<Spoiling>(['UPDATE', 'DELETE', 'INSERT'])(
    'given one %s by hand in each table, when verified, then each row is named, and the cure',
    async (spoiling) => {
      const spoilt: { readonly table: string; readonly key: object }[] = [];
      const spoil = async (...[database]: Parameters<typeof tablesOf>): Promise<void> => {
        for (const table of await tablesOf(database, SCHEMA)) {
          spoilt.push({ table, ...(await spoilTable(database, SCHEMA, table, spoiling)) });
        }
      };
      const report = await oracle.verify([], (database) => spoil(database, SCHEMA), { projections });

      expect(report.by_kind).toEqual({ 'not-as-rebuilt': 5 });
      expect(report.findings.map(({ table }) => table).sort()).toEqual(spoilt.map(({ table }) => table).sort());
      expect(describeReport(report)).toContain('the cure: tidemark rebuild notification-log');
    },
  );

  it('given a read model that stands still, when verified, then that is found', async () => {
    const report = await oracle.verify(
      [],
      async (database) => {
        for (const table of await tablesOf(database, SCHEMA)) {
          await sql`DELETE FROM ${sql.table(`${SCHEMA}.${table}`)}`.execute(database);
        }
        await sql`UPDATE log_positions SET next_offset = 0, last_event_id = ''`.execute(database);
      },
      { projections },
    );

    expect(Object.keys(report.by_kind)).toEqual(['not-caught-up']);
  });

  it('given a record that could not be applied, when verified, then it is named with its notification', async () => {
    const poison = { ...recordOf(requested('no-uuid', { notification_id: POISONED })), headers: {} };
    const poisoned = await Oracle.create([], { projections, records: [{ ...poison, value: '{' }] });
    try {
      const report = await poisoned.verify([], undefined, { projections });

      expect(report.findings).toMatchObject([{ kind: 'parked', notification_id: POISONED }]);
      expect(describeReport(report).join('\n')).toContain(`parked: ${POISONED}, partition`);
    } finally {
      await poisoned.close();
    }
  });
});

function isKeyed(event: ReturnType<typeof sampleNotifications>[number]): event is Loggable {
  return event.subject !== null;
}
