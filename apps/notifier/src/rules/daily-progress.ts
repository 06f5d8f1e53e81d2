import type { Database, DatabaseTransaction } from '@app/database';
import { sql, type RawBuilder } from 'kysely';

/** How far a daily rule is. Days are ISO dates. */
export interface DailyProgress {
  /** Milliseconds since 1970. */
  readonly switchedOnAt: number;
  /** The last day that it is done with. */
  readonly lastDay: string | undefined;
  /** The day that it is at, and the merchant after which it goes on. */
  readonly open: { readonly day: string; readonly after: string } | undefined;
}

/** Undefined: the rule has been switched off. */
export function dailyProgress(database: Database, rule: string): Promise<DailyProgress | undefined> {
  return progressOf(database, rule, sql``);
}

/** Takes the rule for the transaction; undefined also while another process has it. */
export function takeDailyRule(transaction: DatabaseTransaction, rule: string): Promise<DailyProgress | undefined> {
  return progressOf(transaction, rule, sql`FOR UPDATE SKIP LOCKED`);
}

async function progressOf(
  database: Database,
  rule: string,
  lock: RawBuilder<unknown>,
): Promise<DailyProgress | undefined> {
  const { rows } = await sql<{
    readonly switched_on_at: Date;
    readonly last_day: string | null;
    readonly open_day: string | null;
    readonly after_merchant: string | null;
  }>`
    SELECT switched_on_at, last_day::text, open_day::text, after_merchant
    FROM notification_rules WHERE rule = ${rule} ${lock}`.execute(database);
  return rows.map(({ switched_on_at: since, last_day: lastDay, open_day: day, after_merchant: after }) => ({
    switchedOnAt: since.getTime(),
    lastDay: lastDay ?? undefined,
    open: day === null || after === null ? undefined : { day, after },
  }))[0];
}

/** @param last the merchant after which the day goes on; undefined when it is done */
export async function noteProgress(
  transaction: DatabaseTransaction,
  rule: string,
  day: string,
  last: string | undefined,
): Promise<void> {
  const changes =
    last === undefined
      ? sql`last_day = ${day}::date, open_day = NULL, after_merchant = NULL`
      : sql`open_day = ${day}::date, after_merchant = ${last}`;
  await sql`UPDATE notification_rules SET ${changes} WHERE rule = ${rule}`.execute(transaction);
}
