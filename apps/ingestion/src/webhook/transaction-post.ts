import type { Metadata } from '@app/contracts';

/** One reported transaction, whichever route it came by. Its shape is proven, its values are not yet canonical. */
export interface TransactionPost {
  readonly transaction_id: string;
  readonly source_account?: string;
  readonly destination_account?: string;
  readonly amount: string | number;
  readonly currency?: string;
  readonly merchant_id?: string;
  readonly user_id?: string;
  readonly occurred_at?: string;
  readonly metadata?: Metadata;
}
