import type { Outcome, TransactionFacts } from '@app/domain';

export interface Settlement {
  readonly outcome: Outcome;
  /** Why it failed, for the reader of the transaction. */
  readonly reason?: string;
}

/** What a policy is asked about one transaction. */
export interface SettlementQuestion {
  readonly facts: TransactionFacts;
  /** Of the outcome event: the same for every attempt, so it serves as idempotency key. */
  readonly outcomeId: string;
  /** From 1. */
  readonly attempt: number;
  /** Aborts when the process stops. */
  readonly stopping: AbortSignal;
}

export type SettlementAnswer =
  | ({ readonly kind: 'decided' } & Settlement)
  /** Ask again in `delayMs`; `counted` is whether this was an attempt. */
  | { readonly kind: 'later'; readonly delayMs: number; readonly counted: boolean };

/** Decides the outcome of transactions whose outcome nobody reported. */
export abstract class SettlementPolicy {
  /** From the receipt of a transaction until it is asked about. */
  abstract readonly delayMs: number;

  /** Transactions asked about at one time, and how many of them in one go (1 where each takes its own time). */
  abstract readonly inFlight: number;
  abstract readonly together: number;

  /** Longest time that an answer takes. */
  abstract readonly timeoutMs: number;

  /** The outcome, where it follows from the facts alone and without delay; undefined means: ask `settle` when due. */
  abstract settleAtOnce(facts: TransactionFacts): Settlement | undefined;

  /** Never rejects because of the transaction or of whoever is asked. */
  abstract settle(question: SettlementQuestion): Promise<SettlementAnswer>;
}

/** What a policy may be told; the processor's config is one. */
export interface PolicySettings {
  readonly processingDelayMs: number;
  readonly simulatedFailureRate: number;
  readonly settlementUrl: string | undefined;
  readonly settlementTimeoutMs: number;
  readonly settlementMaxAttempts: number;
  readonly settlementConcurrency: number;
}

/** A policy by the name that `SETTLEMENT_POLICY` takes. */
export interface PolicyDefinition<Name extends string> {
  readonly name: Name;
  readonly create: (settings: PolicySettings) => SettlementPolicy;
}

export function definePolicy<const Name extends string>(definition: PolicyDefinition<Name>): PolicyDefinition<Name> {
  return definition;
}
