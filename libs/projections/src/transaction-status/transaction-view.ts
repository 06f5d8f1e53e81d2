import type { ConflictingField, Metadata } from '@app/contracts';

/** A transaction as the read model holds it. Times are RFC 3339 UTC. */
export interface TransactionView {
  readonly transactionId: string;
  readonly sourceAccount: string | null;
  readonly destinationAccount: string | null;
  readonly merchantId: string | null;
  readonly userId: string | null;
  /** The post carried the user as a JSON number. */
  readonly userIdIsNumber: boolean;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly exponent: number;
  readonly status: 'PROCESSING' | 'PROCESSED' | 'FAILED';
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly processedAt: string | null;
  readonly failureReason: string | null;
  readonly duplicates: number;
  readonly conflicts: readonly TransactionConflict[];
  readonly metadata: Metadata | null;
}

export interface TransactionConflict {
  readonly receivedAt: string;
  readonly conflictingFields: readonly ConflictingField[];
}
