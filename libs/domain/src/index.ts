export { currencyExponent } from './money/currencies.js';
export { formatMinor, minorToExactNumber } from './money/format-amount.js';
export { type AmountResult, parseAmount } from './money/parse-amount.js';
export { isSameInstant, parseInstant } from './time/parse-instant.js';
export { differingFields } from './transaction/differing-fields.js';
export { factsOf, type TransactionFacts } from './transaction/facts.js';
export { canonicalFields, fingerprint, type FingerprintedData, fingerprintInput } from './transaction/fingerprint.js';
export { type Decision, type Outcome, outcomeData, REPORTED_WORD, reportedOutcome } from './transaction/outcome.js';
export {
  evolve,
  judgeOutcome,
  judgeReceived,
  type OpenTransaction,
  type OutcomeEvent,
  type ReceivedVerdict,
  type SettledTransaction,
  type TransactionEvent,
  type TransactionState,
  UNKNOWN,
  type UnknownTransaction,
} from './transaction/transaction.js';
