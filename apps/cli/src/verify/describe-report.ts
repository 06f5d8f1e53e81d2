import { FINDING_KINDS, type Finding, type FindingKind } from './findings.js';
import type { Recomputed } from './recompute.js';
import type { VerifyReport } from './verify.js';

/** More is for a program to read. */
const SHOWN = 20;

/** What a verification found, line by line. */
export function describeReport(report: VerifyReport): readonly string[] {
  const { ok, accepted, transactions, records, projections, total, by_kind, findings } = report;
  const looked = `${accepted} posts answered 202, ${transactions} transactions, ${records} records`;
  const recomputed = projections.map(describeRecomputed);
  if (ok) return [`verify finds nothing: ${looked}`, ...recomputed];
  return [
    `verify finds ${total} faults in ${looked}`,
    ...recomputed,
    ...Object.entries(by_kind).map(([kind, count]) => `  ${kind} ${count}: ${FINDING_KINDS[kind as FindingKind]}`),
    ...findings.slice(0, SHOWN).map((finding) => `- ${describeFinding(finding)}`),
    ...(total > SHOWN ? [`and ${total - SHOWN} more (--json lists up to 1000)`] : []),
    ...curesOf(report).map((cure) => `the cure: ${cure}`),
  ];
}

function describeRecomputed({ projection, generation, events, tables, equal }: Recomputed): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const differing = tables.reduce((sum, table) => sum + table.differing, 0);
  const found = equal ? 'equal' : `differing: ${differing}`;
  return `  ${projection}: generation ${generation} recomputed from ${events} events: ${rows} rows in ${tables.length} tables, ${found}`;
}

/** A read model that is not as its own code makes it is made anew by a rebuild; against a fault of that code none helps. */
function curesOf({ projections, findings }: VerifyReport): readonly string[] {
  const names = [
    ...projections.filter(({ equal }) => !equal).map(({ projection }) => projection),
    ...findings.flatMap(({ kind, projection }) => (kind === 'needs-rebuild' ? (projection ?? []) : [])),
  ];
  return names.map((name) => `tidemark rebuild ${name}`);
}

function describeFinding({
  kind,
  transaction_id: transactionId,
  notification_id: notificationId,
  projection,
  table,
  key,
  partition,
  offset,
  detail,
}: Finding): string {
  const id = transactionId ?? notificationId;
  const row = key === undefined ? [] : [describeKey(key)];
  const place = [
    ...(projection === undefined ? [] : [[projection, ...(table === undefined ? [] : [table])].join(' ')]),
    ...(id === undefined || key !== undefined ? row : [id]),
    ...(partition === undefined || key?.['partition'] !== undefined ? [] : [`partition ${partition}`]),
    ...(offset === undefined ? [] : [`offset ${offset}`]),
  ];
  return `${kind}: ${place.join(', ')}: ${detail}`;
}

function describeKey(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([column, value]) => `${column} ${String(value)}`)
    .join(', ');
}
