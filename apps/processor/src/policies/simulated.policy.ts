import { hash } from 'node:crypto';

import type { TransactionFacts } from '@app/domain';

import {
  definePolicy,
  SettlementPolicy,
  type Settlement,
  type SettlementAnswer,
  type SettlementQuestion,
} from './settlement-policy.js';

/** Statements over this many rows gain nothing from more. */
const TOGETHER = 1_000;
const BATCHES_AT_ONCE = 3;
const TWO_TO_32 = 2 ** 32;

/** Processes every transaction, but for a share that fails, always the same ones. */
export class SimulatedPolicy extends SettlementPolicy {
  readonly inFlight = BATCHES_AT_ONCE * TOGETHER;
  readonly together = TOGETHER;
  readonly timeoutMs = 0;

  /** @param failureRate share of transactions that fail, from 0 to 1 */
  constructor(
    readonly delayMs: number,
    private readonly failureRate: number,
  ) {
    super();
  }

  settleAtOnce(facts: TransactionFacts): Settlement | undefined {
    return this.delayMs === 0 ? this.settlementOf(facts) : undefined;
  }

  settle({ facts }: SettlementQuestion): Promise<SettlementAnswer> {
    return Promise.resolve({ kind: 'decided', ...this.settlementOf(facts) });
  }

  private settlementOf({ transaction_id }: TransactionFacts): Settlement {
    if (this.failureRate === 0 || shareOf(transaction_id) >= this.failureRate) return { outcome: 'PROCESSED' };
    return { outcome: 'FAILED', reason: 'simulated failure' };
  }
}

/** Spreads ids evenly from 0 up to 1; an id is always at the same place. */
function shareOf(transactionId: string): number {
  return Number.parseInt(hash('sha256', transactionId, 'hex').slice(0, 8), 16) / TWO_TO_32;
}

export const simulated = definePolicy({
  name: 'simulated',
  create: ({ processingDelayMs, simulatedFailureRate }) => new SimulatedPolicy(processingDelayMs, simulatedFailureRate),
});
