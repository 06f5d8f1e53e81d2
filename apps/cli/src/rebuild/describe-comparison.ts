import type { ComparisonAt, DifferingRow, TableComparison } from '@app/rebuild';

/** More is for a program to read (`--json`). */
const SHOWN = 10;

/** What a comparison found, line by line. */
export function describeComparison(comparison: ComparisonAt | undefined): readonly string[] {
  if (comparison === undefined) return ['nothing to compare with: no live generation has read anything'];
  const { tables, tables_changed: changed, events, equal } = comparison;
  return [
    `compared at ${events.toLocaleString('en')} events: ${equal ? 'equal' : 'different'}`,
    ...tables.map(describeTable),
    ...changed.map((table) => `  ${table}: only one of them has this table`),
    ...tables.flatMap((table) => describeRows(table)),
  ];
}

function describeTable({ table, rows, differing, columns_changed: columns, sums }: TableComparison): string {
  const counts =
    rows.live === rows.rebuilt
      ? `${rows.live.toLocaleString('en')} rows`
      : `${rows.live.toLocaleString('en')} rows live, ${rows.rebuilt.toLocaleString('en')} rebuilt`;
  const notes = [
    differing === 0 ? 'equal' : `${differing.toLocaleString('en')} differ`,
    ...(columns.length === 0 ? [] : [`only one has ${columns.join(', ')}`]),
    ...Object.entries(sums).map(([name, { live, rebuilt }]) => `${name}: ${live} live, ${rebuilt} rebuilt`),
  ];
  return `  ${table}: ${counts}, ${notes.join('; ')}`;
}

function describeRows({ table, named, differing }: TableComparison): readonly string[] {
  const lines = named.slice(0, SHOWN).map((row) => `- ${table} ${describeRow(row)}`);
  return differing > lines.length ? [...lines, `- and ${differing - lines.length} more rows of ${table}`] : lines;
}

function describeRow(row: DifferingRow): string {
  return `${Object.values(row.key).join(', ')}: ${describeDifference(row)}`;
}

/** In what a row differs from the rebuilt one. */
export function describeDifference({ live, rebuilt }: DifferingRow): string {
  if (live === null) return 'not in the live generation';
  if (rebuilt === null) return 'only in the live generation';
  return Object.keys(live)
    .map((column) => `${column} is ${JSON.stringify(live[column])}, rebuilt ${JSON.stringify(rebuilt[column])}`)
    .join('; ');
}
