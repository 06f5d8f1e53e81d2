import type { Database } from '@app/database';
import { PROJECTIONS, type Projection } from '@app/projections';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { describeReport } from './describe-report.js';
import { conflictEvent, outcomeEvent, post, receivedEvent } from './history-events.fixture.js';
import { Oracle } from './oracle.fixture.js';
import { spoilTable, tablesOf, type Spoiling } from './spoil-table.fixture.js';

const SCHEMAS = ['summaries_g1', 'transaction_status_g1'];

const processed = receivedEvent(post('tx-processed'));
const failed = receivedEvent(post('tx-failed', '2.50'));
const disputed = receivedEvent(post('tx-disputed'));
const disputing = receivedEvent(post('tx-disputed', '2.00'));
const EVENTS = [
  ...[processed, failed, disputed, disputing],
  ...[outcomeEvent(processed, 'PROCESSED'), outcomeEvent(failed, 'FAILED'), conflictEvent(disputed, disputing)],
  processed,
];

describe('read models, computed once more', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.create(EVENTS);
  });
  afterAll(() => oracle.close());

  it.each<Spoiling>(['UPDATE', 'DELETE', 'INSERT'])(
    'given one %s by hand in each table of each read model, when verified, then each row is named with its key and columns',
    async (spoiling) => {
      const spoilt: { readonly table: string; readonly key: object; readonly column: string | undefined }[] = [];
      const report = await oracle.verify([], async (database) => {
        for (const schema of SCHEMAS) {
          for (const table of await tablesOf(database, schema)) {
            spoilt.push({ table, ...(await spoilTable(database, schema, table, spoiling)) });
          }
        }
      });

      const named = report.findings.filter(({ kind }) => kind === 'not-as-rebuilt');
      expect(spoilt.length).toBeGreaterThan(8);
      expect(placesOf(named)).toEqual(placesOf(spoilt));
      for (const { table, column } of spoilt) {
        const detail = named.find((finding) => finding.table === table)?.detail ?? '';
        const told = { UPDATE: `${String(column)} is`, DELETE: 'not in the live', INSERT: 'only in the live' }[
          spoiling
        ];
        expect(detail).toContain(told);
      }
      expect(describeReport(report).filter((line) => line.startsWith('the cure'))).toEqual([
        'the cure: tidemark rebuild summaries',
        'the cure: tidemark rebuild transaction-status',
      ]);
    },
  );

  it('given more spoilt rows than are named, when verified, then all are counted', async () => {
    const report = await oracle.verify([], (database) =>
      sql`
        INSERT INTO summaries_g1.total_days
        SELECT ${sql.raw(ones('total_days').select)} FROM generate_series(1, 1500) AS many`.execute(database),
    );
    expect(report.by_kind['not-as-rebuilt']).toBe(1_500);
  });

  it('given a column added by hand, when verified, then it is found', async () => {
    const report = await oracle.verify([], (database) =>
      sql`ALTER TABLE summaries_g1.total_days ADD COLUMN note text`.execute(database),
    );
    expect(report.findings).toMatchObject([{ kind: 'wrong-tables', projection: 'summaries', table: 'total_days' }]);
  });

  it('given a spoilt row, when only the other read model is asked for, then nothing is found', async () => {
    const spoil = (database: Database): Promise<unknown> =>
      sql`UPDATE summaries_g1.facts SET amount_minor = 7`.execute(database);
    const status = PROJECTIONS.filter(({ name }) => name === 'transaction-status');
    const report = await oracle.verify([], spoil, { projections: status });
    expect(report.findings).toEqual([]);
    expect(report.projections.map(({ projection }) => projection)).toEqual(['transaction-status']);
  });

  it('given read models of other code or none, when verified, then that is found and they are left out', async () => {
    const report = await oracle.verify([], async (database) => {
      await sql`UPDATE projection_generations SET code_version = 99 WHERE projection = 'summaries'`.execute(database);
      await sql`DELETE FROM projection_generations WHERE projection = 'transaction-status'`.execute(database);
    });
    expect(report.findings).toMatchObject([
      { kind: 'needs-rebuild', projection: 'summaries' },
      { kind: 'no-read-model', projection: 'transaction-status' },
    ]);
    expect(describeReport(report)).toContain('the cure: tidemark rebuild summaries');
  });

  it('given an event that the database refuses and nobody has parked, when verified, then it is found and the others are applied', async () => {
    const refusing = PROJECTIONS.filter(({ name }) => name === 'summaries').map((summaries): Projection => ({
      ...summaries,
      write: async (transaction, generation, changes) => {
        await summaries.write(transaction, generation, changes);
        await sql`
          SELECT 1 / count(*) FILTER (WHERE transaction_id <> 'tx-failed')
          FROM ${sql.table(`${generation.schema}.facts`)} WHERE transaction_id = 'tx-failed'
          HAVING count(*) > 0`.execute(transaction);
      },
    }));
    const report = await oracle.verify([], undefined, { projections: refusing });
    const [refused, ...rows] = report.findings;
    expect(refused).toMatchObject({ kind: 'not-applicable', projection: 'summaries', detail: 'division by zero' });
    expect(rows.find(({ table }) => table === 'facts')?.key).toEqual({ transaction_id: 'tx-failed' });
    expect(rows.filter(({ table }) => table === 'facts')).toHaveLength(1);
  });

  it('given writes while it verifies, when it ends, then it has seen none of them and has left nothing', async () => {
    const before = await oracle.verify([]);
    await oracle.verifyDisturbed(
      (database) => spoilEverything(database),
      async (verified, database) => {
        expect(await verified).toEqual(before);
        expect(await leftBehind(database)).toEqual([]);
      },
    );
  });

  it.each([1, 2, 3])('given it is killed at its reading no. %i, when it ends, then nothing is left', async (at) => {
    await oracle.verifyDisturbed(
      async (database, times) => {
        if (times === at) await killOthers(database);
      },
      async (verified, database) => {
        await expect(verified).rejects.toThrow(/connection/u);
        expect(await leftBehind(database)).toEqual([]);
      },
    );
  });
});

/** Tables and keys, in an order of their own. */
function placesOf(rows: readonly { readonly table?: string; readonly key?: object }[]): readonly string[] {
  return rows
    .map(
      ({ table, key }) =>
        `${String(table)} ${Object.entries(key ?? {})
          .sort()
          .join(' ')}`,
    )
    .sort();
}

/** A row of ones, its key made by `many`. */
function ones(table: 'total_days'): { readonly select: string } {
  const rows = { total_days: `1, 1, 1, date '2026-01-01' + many, 1, 2, 'EUR', 1, 1, 1` };
  return { select: rows[table] };
}

async function spoilEverything(database: Database): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    for (const schema of SCHEMAS) {
      for (const table of await tablesOf(transaction, schema)) {
        await sql`DELETE FROM ${sql.table(`${schema}.${table}`)}`.execute(transaction);
      }
    }
    await sql`DELETE FROM transaction_claims`.execute(transaction);
    await sql`UPDATE log_positions SET next_offset = 0, last_event_id = ''`.execute(transaction);
  });
}

function killOthers(database: Database): Promise<unknown> {
  return sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'`.execute(database);
}

/** Schemas that do not belong there, and temporary tables. */
async function leftBehind(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT nspname AS name FROM pg_namespace
    WHERE nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema', 'public', 'read') AND nspname <> ALL (${SCHEMAS})
    UNION ALL SELECT relname FROM pg_class WHERE relpersistence = 't'`.execute(database);
  return rows.map(({ name }) => name);
}
