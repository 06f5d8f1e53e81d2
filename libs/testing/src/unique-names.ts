import { randomUUID } from 'node:crypto';

/** Engines are shared by all specs of a run: a name of its own is what keeps a test apart from the others. */
function unique(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 13)}`;
}

export function uniqueTopic(prefix = 'test-topic'): string {
  return unique(prefix);
}

export function uniqueGroup(prefix = 'test-group'): string {
  return unique(prefix);
}

/** Lower case, and no dash, so that it needs no quotes in SQL. */
export function uniqueDatabaseName(): string {
  return unique('test').replaceAll('-', '_');
}
