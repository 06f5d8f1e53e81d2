import type { ConflictingField, Metadata } from '@app/contracts';
import { formatMinor, numberWhereExact, REPORTED_WORD } from '@app/domain';
import type { Dialect } from '@app/platform';

import type { TransactionView } from './transaction-view.js';

/** `GET /v1/transactions/:id`. */
export interface TransactionResponse {
  readonly transaction_id: string;
  readonly source_account: string | null;
  readonly destination_account: string | null;
  readonly merchant_id: string | null;
  readonly user_id: string | null;
  /** A decimal string with the currency's digits; a number in the `flask` dialect. */
  readonly amount: string | number;
  readonly currency: string;
  readonly status: string;
  readonly created_at: string;
  readonly processed_at: string | null;
  readonly occurred_at: string;
  readonly failure_reason: string | null;
  /** How many identical posts came later. */
  readonly duplicates: number;
  readonly conflicts: readonly {
    readonly received_at: string;
    readonly conflicting_fields: readonly ConflictingField[];
  }[];
  readonly metadata: Metadata | null;
}

export function transactionResponse(view: TransactionView): TransactionResponse {
  return {
    transaction_id: view.transactionId,
    source_account: view.sourceAccount,
    destination_account: view.destinationAccount,
    merchant_id: view.merchantId,
    user_id: view.userId,
    amount: formatMinor(view.amountMinor, view.exponent),
    currency: view.currency,
    status: view.status,
    created_at: view.receivedAt,
    processed_at: view.processedAt,
    occurred_at: view.occurredAt,
    failure_reason: view.failureReason,
    duplicates: view.duplicates,
    conflicts: view.conflicts.map(({ receivedAt, conflictingFields }) => ({
      received_at: receivedAt,
      conflicting_fields: conflictingFields,
    })),
    metadata: view.metadata,
  };
}

/** Where an answer says that it is older than what was asked for; other answers keep the shape that clients know. */
export interface ProvisionalMeta {
  readonly meta?: { readonly completeness: 'provisional' };
}

type Status = TransactionView['status'];

const OWN_WORDS: ReadonlyMap<string, Status> = new Map([
  ['PROCESSING', 'PROCESSING'],
  ['PROCESSED', 'PROCESSED'],
  ['FAILED', 'FAILED'],
]);

/** What a dialect calls each status. */
export const STATUS_WORDS: Readonly<Record<Dialect, ReadonlyMap<string, Status>>> = {
  tidemark: OWN_WORDS,
  django: OWN_WORDS,
  fastapi: new Map([
    ['PROCESSING', 'PROCESSING'],
    ['COMPLETED', 'PROCESSED'],
    ['FAILED', 'FAILED'],
  ]),
  flask: OWN_WORDS,
};

/** A transaction as lists show it, by dialect. */
export const TRANSACTION_ITEM: Readonly<Record<Dialect, (view: TransactionView) => TransactionResponse>> = {
  tidemark: transactionResponse,
  django: transactionResponse,
  fastapi: (view) => ({
    ...transactionResponse(view),
    ...(view.status === 'PROCESSED' && { status: 'COMPLETED' }),
  }),
  flask: (view) => ({ ...transactionResponse(view), amount: numberWhereExact(view.amountMinor, view.exponent) }),
};

type Answer = (view: TransactionView, meta: ProvisionalMeta) => object;

/** The body of the 200 for one transaction, by dialect. */
export const TRANSACTION_ANSWER: Readonly<Record<Dialect, Answer>> = {
  tidemark: (view, meta) => ({ ...TRANSACTION_ITEM.tidemark(view), ...meta }),
  django: (view, meta) => [{ ...TRANSACTION_ITEM.django(view), ...meta }],
  fastapi: (view, meta) => ({ ...TRANSACTION_ITEM.fastapi(view), ...meta }),
  flask: (view, meta) => ({ ...TRANSACTION_ITEM.flask(view), ...meta }),
};

/** `GET /api/transactions/:id/`. */
export interface OlderTransactionResponse {
  readonly transaction_id: string;
  /** As it was sent, number or string. */
  readonly user: string | number | null;
  /** A number, or a string where no double holds the amount. */
  readonly amount: number | string;
  readonly status: 'PENDING' | 'SUCCESS' | 'FAILED';
  readonly created_at: string;
}

export function olderTransactionResponse(view: TransactionView): OlderTransactionResponse {
  return {
    transaction_id: view.transactionId,
    user: view.userIdIsNumber && view.userId !== null ? Number(view.userId) : view.userId,
    amount: numberWhereExact(view.amountMinor, view.exponent),
    status: view.status === 'PROCESSING' ? 'PENDING' : REPORTED_WORD[view.status],
    created_at: view.receivedAt,
  };
}
