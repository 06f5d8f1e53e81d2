import type { Database, DatabaseTransaction } from '@app/database';
import { CompiledQuery, type KyselyPlugin, type PluginTransformQueryArgs } from 'kysely';

/** All that reads rows which it does not return. */
export const WASTEFUL = ['Sort', 'Incremental Sort', 'Seq Scan', 'Bitmap Heap Scan', 'Hash Join', 'Merge Join'];

/** How PostgreSQL finds the rows of a page. */
export interface ListPlan {
  readonly nodes: readonly string[];
  readonly indexes: readonly string[];
}

/** The plan of the statement that finds a page, as it is run. */
export function planOfList(
  database: Database,
  read: (transaction: DatabaseTransaction) => Promise<unknown>,
): Promise<ListPlan> {
  const asked: PluginTransformQueryArgs[] = [];
  const recorder: KyselyPlugin = {
    transformQuery: (statement) => {
      asked.push(statement);
      return statement.node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return database
    .withPlugin(recorder)
    .transaction()
    .execute(async (transaction) => {
      await read(transaction);
      const [, page] = asked;
      if (page === undefined) throw new Error('a page is the second statement');
      const compiled = transaction.getExecutor().compileQuery(page.node, page.queryId);
      const { rows } = await transaction.executeQuery(
        CompiledQuery.raw(`EXPLAIN (FORMAT JSON) ${compiled.sql}`, [...compiled.parameters]),
      );
      return { nodes: valuesOf('Node Type', rows), indexes: valuesOf('Index Name', rows) };
    });
}

/** Every text that has this name, anywhere in a plan but in what is asked of each row, such as its conflicts. */
function valuesOf(name: string, plan: unknown): string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  if ('Parent Relationship' in plan && plan['Parent Relationship'] === 'SubPlan') return [];
  return Object.entries(plan).flatMap(([key, value]: [string, unknown]) =>
    key === name && typeof value === 'string' ? [value] : valuesOf(name, value),
  );
}
