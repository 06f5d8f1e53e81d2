import { hash } from 'node:crypto';

import type { TransactionReceivedData } from '@app/contracts';

import { wasDefaulted } from './facts.js';

/** A transaction before its fingerprint is known. */
export type FingerprintedData = Omit<TransactionReceivedData, 'fingerprint'>;

/**
 * The business fields in a fixed order, null where the post left one out. Defaults do not enter: a default
 * `occurred_at` is the time of receipt, so a retry of the same post would look like another one.
 */
export function canonicalFields(data: FingerprintedData): readonly (string | number | null)[] {
  return [
    data.transaction_id,
    data.source_account,
    data.destination_account,
    wasDefaulted(data, 'merchant_id') ? null : data.merchant_id,
    data.user_id ?? null,
    data.amount_minor,
    wasDefaulted(data, 'currency') ? null : data.currency,
    data.exponent,
    wasDefaulted(data, 'occurred_at') ? null : data.occurred_at,
    data.reported_status ?? null,
  ];
}

/** The canonical fields as text. JSON, so that no value can run into its neighbour. */
export function fingerprintInput(data: FingerprintedData): string {
  return JSON.stringify(canonicalFields(data));
}

/** SHA-256, hex. Equal means the same post; different means that the fields decide. */
export function fingerprint(data: FingerprintedData): string {
  return hash('sha256', fingerprintInput(data), 'hex');
}
