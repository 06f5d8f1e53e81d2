import type { Database } from '@app/database';
import type { Generation } from '@app/projections';

import type { Findings } from './findings.js';
import type { LoggedTransactions } from './log-fold.js';
import type { LoggedTransaction } from './logged-transaction.js';
import {
  MEASURES,
  storedSums,
  SUM_TABLES,
  sumsOf,
  type StoredSums,
  type SumKey,
  type Sums,
  type SumTable,
} from './stored-sums.js';
import type { StoredReader } from './stored-readers.js';
import { SUMMARIES } from './until-caught-up.js';
import type { FoldedLog, ReaderCheck } from './walk-log.js';
import { ZoneDates } from './zone-dates.js';

const HOUR_MS = 60 * 60_000;
const QUARTER_MS = 15 * 60_000;

/** Holds the read model `summaries` against sums over the transactions of the log, table by table. */
export class SumsCheck implements ReaderCheck {
  private readonly dates: ZoneDates;

  constructor(
    readonly reader: StoredReader,
    private readonly snapshot: Database,
    private readonly generation: Generation,
    private readonly findings: Findings,
  ) {
    this.dates = new ZoneDates(generation.reportingZone);
  }

  async compare({ partition, transactions }: FoldedLog): Promise<void> {
    for (const table of SUM_TABLES) {
      const missing = this.addUp(table, transactions);
      for await (const { key, sums } of storedSums(this.snapshot, this.generation.schema, table, partition)) {
        const name = JSON.stringify(key);
        const expected = missing.get(name);
        missing.delete(name);
        const difference = expected === undefined ? 'no transaction' : differenceOf(sums, expected.sums);
        if (difference !== '') this.found(table, key, partition, difference);
      }
      for (const { key, sums } of missing.values()) {
        this.found(table, key, partition, `missing: ${MEASURES.map((it) => `${it} ${sums[it]}`).join(', ')}`);
      }
    }
  }

  /** What the table has to hold, by its rows' keys. */
  private addUp(table: SumTable, transactions: LoggedTransactions): Map<string, StoredSums> {
    const rows = new Map<string, StoredSums>();
    for (const transaction of transactions.values()) {
      const key = this.keyOf(table, transaction);
      if (key === undefined) continue;
      const name = JSON.stringify(key);
      let row = rows.get(name);
      if (row === undefined) {
        row = { key, sums: sumsOf(() => 0n) };
        rows.set(name, row);
      }
      addTo(row.sums, transaction);
    }
    return rows;
  }

  /** Undefined for a transaction without a merchant in a table of merchants. */
  private keyOf({ bucket, perMerchant }: SumTable, { first }: LoggedTransaction): SumKey | undefined {
    const { merchant_id, currency, exponent, occurred_at: occurredAt } = first;
    const at = Date.parse(occurredAt);
    const place = { bucket: this.bucketOf(bucket, at), currency, exponent };
    if (!perMerchant) return place;
    return merchant_id === null ? undefined : { merchant_id, ...place };
  }

  private bucketOf(bucket: SumTable['bucket'], epochMs: number): string {
    switch (bucket) {
      case 'day':
        return this.dates.dateOf(epochMs);
      case 'shift':
        return startOf(6 * HOUR_MS, epochMs);
      case 'hour':
        return startOf(HOUR_MS, epochMs);
      case 'quarter':
        return startOf(QUARTER_MS, epochMs);
    }
  }

  private found(
    { name, bucket }: SumTable,
    { bucket: at, ...others }: SumKey,
    partition: number,
    detail: string,
  ): void {
    const key = { ...others, [bucket]: at };
    this.findings.add({ kind: 'wrong-sums', projection: SUMMARIES, table: name, key, partition, detail });
  }
}

function addTo(sums: Sums, { first, status }: LoggedTransaction): void {
  const amount = BigInt(first.amount_minor);
  sums.received_count += 1n;
  sums.received_minor += amount;
  if (status === 'PROCESSED') {
    sums.processed_count += 1n;
    sums.processed_minor += amount;
  }
  if (status === 'FAILED') {
    sums.failed_count += 1n;
    sums.failed_minor += amount;
  }
}

function differenceOf(is: Sums, should: Sums): string {
  return MEASURES.filter((measure) => is[measure] !== should[measure])
    .map((measure) => `${measure} is ${is[measure]} instead of ${should[measure]}`)
    .join('; ');
}

/** The start of a bucket in UTC, `2026-03-29T01:30:00Z`. */
function startOf(length: number, epochMs: number): string {
  return new Date(Math.floor(epochMs / length) * length).toISOString().replace('.000Z', 'Z');
}
