import type { Database } from '@app/database';
import { sql } from 'kysely';

export interface CurrencyTotal {
  readonly currency: string;
  readonly transactions: number;
  readonly processed: number;
  readonly failed: number;
  /** Decimals, exact. */
  readonly amount_received: string;
  readonly amount_processed: string;
}

/** What came of a set of transactions. */
export interface DemoResult {
  readonly transactions: number;
  readonly processing: number;
  readonly processed: number;
  readonly failed: number;
  /** Later posts of them. */
  readonly duplicates: number;
  readonly conflicts: number;
  readonly currencies: readonly CurrencyTotal[];
  /** One id of each kind, to look at. */
  readonly examples: Readonly<Partial<Record<'processed' | 'failed' | 'duplicate' | 'conflict', string>>>;
}

interface Counts {
  readonly transactions: number;
  readonly processing: number;
  readonly processed: number;
  readonly failed: number;
  readonly processed_id: string | null;
  readonly failed_id: string | null;
}

export async function demoResult(database: Database, ids: readonly string[]): Promise<DemoResult> {
  const ours = sql`transaction_id = ANY(${ids}::text[])`;
  const counted = await sql<Counts>`
    SELECT count(*)::int AS transactions, count(*) FILTER (WHERE status = 'PROCESSING')::int AS processing,
      count(*) FILTER (WHERE status = 'PROCESSED')::int AS processed, count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
      min(transaction_id) FILTER (WHERE status = 'PROCESSED') AS processed_id,
      min(transaction_id) FILTER (WHERE status = 'FAILED') AS failed_id
    FROM read.transactions WHERE ${ours}`.execute(database);
  const judged = await sql<{ readonly verdict: string; readonly posts: number; readonly id: string }>`
    SELECT verdict, count(*)::int AS posts, min(transaction_id) AS id
    FROM read.transaction_receipts WHERE ${ours} GROUP BY verdict`.execute(database);
  const totals = await sql<CurrencyTotal>`
    SELECT currency, count(*)::int AS transactions, count(*) FILTER (WHERE status = 'PROCESSED')::int AS processed,
      count(*) FILTER (WHERE status = 'FAILED')::int AS failed, sum(amount)::text AS amount_received,
      coalesce(sum(amount) FILTER (WHERE status = 'PROCESSED'), 0)::text AS amount_processed
    FROM read.transactions WHERE ${ours} GROUP BY currency ORDER BY currency`.execute(database);
  const [{ processed_id, failed_id, ...counts } = NOTHING] = counted.rows;
  const receipts = new Map(judged.rows.map((row) => [row.verdict, row]));
  const examples = {
    processed: processed_id,
    failed: failed_id,
    duplicate: receipts.get('duplicate')?.id ?? null,
    conflict: receipts.get('conflict')?.id ?? null,
  };
  return {
    ...counts,
    duplicates: receipts.get('duplicate')?.posts ?? 0,
    conflicts: receipts.get('conflict')?.posts ?? 0,
    currencies: totals.rows,
    examples: Object.fromEntries(Object.entries(examples).filter(([, id]) => id !== null)),
  };
}

const NOTHING: Counts = {
  transactions: 0,
  processing: 0,
  processed: 0,
  failed: 0,
  processed_id: null,
  failed_id: null,
};
