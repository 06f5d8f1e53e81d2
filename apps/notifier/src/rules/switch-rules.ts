import type { Database } from '@app/database';
import { sql } from 'kysely';

/** What has changed since a notifier was started last. */
export interface SwitchedRules {
  readonly on: readonly string[];
  readonly off: readonly string[];
}

/** Whose positions in the log a rule's are. */
export function readerOfRule(rule: string): string {
  return `rule.${rule}`;
}

/**
 * Notes which rules are on and forgets how far the others had come: a rule that was off has nothing to say of that time
 * when it is switched on again. A notifier that is merely down says nothing, so its rules go on where they were.
 *
 * @param configured all rules that are on now
 * @param now milliseconds since 1970
 */
export async function switchRules(
  database: Database,
  configured: readonly string[],
  now: number,
): Promise<SwitchedRules> {
  return database.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('tidemark.notification-rules'))`.execute(transaction);
    const off = await sql<{ readonly rule: string }>`
      DELETE FROM notification_rules WHERE rule <> ALL (${[...configured]}::text[]) RETURNING rule`.execute(
      transaction,
    );
    const on = await sql<{ readonly rule: string }>`
      INSERT INTO notification_rules (rule, switched_on_at)
      SELECT rule, to_timestamp(${now} / 1000.0) FROM unnest(${[...configured]}::text[]) AS rule
      ON CONFLICT DO NOTHING RETURNING rule`.execute(transaction);
    const switched = { on: on.rows.map(({ rule }) => rule), off: off.rows.map(({ rule }) => rule) };
    // Of those that are on now too: a notifier with the older configuration may have outlived the one that forgot them.
    const readers = [...switched.on, ...switched.off].map(readerOfRule);
    await sql`DELETE FROM log_positions WHERE reader = ANY (${readers}::text[])`.execute(transaction);
    await sql`DELETE FROM parked_records WHERE reader = ANY (${readers}::text[])`.execute(transaction);
    return switched;
  });
}
