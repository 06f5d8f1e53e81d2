import type { DefaultedField, ReportedStatus } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { UNKNOWN, type Outcome, type TransactionState } from '@app/domain';
import { sql } from 'kysely';

import { instantOf } from '../sql/instants.js';
import { rowSource, type Column } from '../sql/row-source.js';
import type { KnownTransaction } from './fold-history.js';
import { isReceived, type TransactionHistory } from './transaction-histories.js';

/** The letter of each defaulted field in the column `defaulted`. */
const DEFAULTED_LETTERS: Readonly<Record<DefaultedField, string>> = {
  merchant_id: 'm',
  currency: 'c',
  occurred_at: 'o',
};

interface StoredRow {
  readonly transaction_id: string;
  readonly first_event_id: string;
  readonly outcome_event_id: string | null;
  readonly source_account: string | null;
  readonly destination_account: string | null;
  readonly merchant_id: string | null;
  readonly user_id: string | null;
  readonly user_id_is_number: boolean;
  readonly amount_minor: string;
  readonly currency: string;
  readonly exponent: number;
  readonly occurred_at: string;
  readonly defaulted: string | null;
  readonly reported_status: ReportedStatus | null;
  readonly later_outcome: Outcome | null;
  readonly status: 'PROCESSING' | Outcome;
}

/** The letters of the fields that a post left out, null for none. */
export function defaultedLetters(fields: readonly DefaultedField[] | undefined): string | null {
  const letters = (fields ?? []).map((field) => DEFAULTED_LETTERS[field]);
  return letters.length === 0 ? null : letters.sort().join('');
}

/** Each history with what the tables know of its transaction. */
export async function loadKnown(
  transaction: DatabaseTransaction,
  schema: string,
  histories: readonly TransactionHistory[],
): Promise<readonly (readonly [TransactionHistory, KnownTransaction])[]> {
  const rows = await loadRows(transaction, schema, histories);
  const judged = await loadJudged(transaction, schema, histories);
  const noted = await loadNoted(transaction, schema, histories);
  return histories.map((history) => {
    const { transactionId } = history;
    const row = rows.get(transactionId);
    const known = {
      state: row === undefined ? UNKNOWN : stateOf(row),
      outcomeEventId: row?.outcome_event_id ?? undefined,
      judged: new Set(judged.get(transactionId)?.map(({ event_id }) => event_id)),
      noted: new Map(noted.get(transactionId)?.map(({ event_id, noted_event_id }) => [event_id, noted_event_id])),
    };
    return [history, known];
  });
}

async function loadRows(
  transaction: DatabaseTransaction,
  schema: string,
  histories: readonly TransactionHistory[],
): Promise<ReadonlyMap<string, StoredRow>> {
  const ids = histories.map(({ transactionId }) => transactionId);
  const { rows } = await sql<StoredRow>`
    SELECT transaction_id, first_event_id, outcome_event_id, source_account, destination_account, merchant_id, user_id,
      user_id_is_number, amount_minor, currency, exponent, occurred_at::text, defaulted, reported_status, later_outcome,
      status
    FROM ${sql.table(`${schema}.transactions`)}
    WHERE transaction_id = ANY(${ids}::text[])`.execute(transaction);
  return new Map(rows.map((row) => [row.transaction_id, row]));
}

interface LaterPost {
  readonly transaction_id: string;
  readonly event_id: string;
}

const LATER_POST: readonly Column<LaterPost>[] = [
  { name: 'transaction_id', type: 'text', of: ({ transaction_id }) => transaction_id },
  { name: 'event_id', type: 'uuid', of: ({ event_id }) => event_id },
];

/** Which posts of these histories were judged already, by transaction. */
async function loadJudged(
  transaction: DatabaseTransaction,
  schema: string,
  histories: readonly TransactionHistory[],
): Promise<ReadonlyMap<string, readonly LaterPost[]>> {
  const posts = histories.flatMap(({ transactionId, reads }) =>
    reads.filter(isReceived).map(({ event }) => ({ transaction_id: transactionId, event_id: event.id })),
  );
  if (posts.length === 0) return new Map();
  const { rows } = await sql<LaterPost>`
    SELECT transaction_id, event_id FROM ${sql.table(`${schema}.receipts`)}
    JOIN ${rowSource(LATER_POST, posts)} USING (transaction_id, event_id)`.execute(transaction);
  return Map.groupBy(rows, (row) => row.transaction_id);
}

/** Which of the conflicts that these histories tell of are noted already, and by which event, by transaction. */
async function loadNoted(
  transaction: DatabaseTransaction,
  schema: string,
  histories: readonly TransactionHistory[],
): Promise<ReadonlyMap<string, readonly (LaterPost & { readonly noted_event_id: string })[]>> {
  const posts = histories.flatMap(({ transactionId, reads }) =>
    reads.flatMap(({ event }) =>
      event.type === 'TransactionConflictDetected.v1'
        ? { transaction_id: transactionId, event_id: event.data.event_id }
        : [],
    ),
  );
  if (posts.length === 0) return new Map();
  const { rows } = await sql<LaterPost & { readonly noted_event_id: string }>`
    SELECT transaction_id, event_id, noted_event_id FROM ${sql.table(`${schema}.conflicts`)}
    JOIN ${rowSource(LATER_POST, posts)} USING (transaction_id, event_id)`.execute(transaction);
  return Map.groupBy(rows, (row) => row.transaction_id);
}

function stateOf(row: StoredRow): TransactionState {
  const claim = {
    firstEventId: row.first_event_id,
    reported: row.reported_status ?? undefined,
    facts: {
      transaction_id: row.transaction_id,
      source_account: row.source_account,
      destination_account: row.destination_account,
      merchant_id: row.merchant_id,
      ...(row.user_id !== null && { user_id: row.user_id }),
      ...(row.user_id_is_number && { user_id_type: 'number' as const }),
      amount_minor: row.amount_minor,
      currency: row.currency,
      exponent: row.exponent,
      occurred_at: instantOf(row.occurred_at),
      ...(row.defaulted !== null && { defaulted_fields: defaultedFields(row.defaulted) }),
    },
  };
  if (row.status !== 'PROCESSING') return { status: 'settled', ...claim, outcome: row.status };
  return { status: 'open', ...claim, ...(row.later_outcome !== null && { laterOutcome: row.later_outcome }) };
}

function defaultedFields(letters: string): DefaultedField[] {
  const fields = Object.keys(DEFAULTED_LETTERS) as DefaultedField[];
  return fields.filter((field) => letters.includes(DEFAULTED_LETTERS[field]));
}
