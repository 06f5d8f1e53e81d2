export { OLDER_WEEK_START, olderKeyOf } from './calendar/bucket-keys.js';
export {
  type BucketRule,
  firstDayAfter,
  firstDayOf,
  GRANULARITIES,
  type Granularity,
  WEEK_STARTS,
  type WeekStart,
} from './calendar/bucket-rule.js';
export { type Bucket, type BucketRange, bucketsOf } from './calendar/buckets.js';
export { type CalendarName, CALENDARS } from './calendar/calendars.js';
export { type DailyPlan, type DueDay, dueDay } from './calendar/due-day.js';
export { parseDate, utcText } from './calendar/iso-date.js';
export { QUARTER_MS, quarterOf } from './calendar/quarter.js';
export { isTimeZone, startOfDay } from './calendar/time-zone.js';
export { ZoneDays } from './calendar/zone-days.js';
export { IDENTIFIER, isIdentifier } from './identifier.js';
export { currencyExponent } from './money/currencies.js';
export { formatMinor, numberWhereExact } from './money/format-amount.js';
export { type AmountResult, parseAmount } from './money/parse-amount.js';
export { ADDRESS, addressProblem, MOST_ADDRESS_CHARACTERS } from './notification/address.js';
export {
  afterAttempt,
  afterRetry,
  deliveriesOf,
  type Delivery,
  type DeliveryStatus,
  hasEnded,
  judgeAttempt,
  statusOf,
} from './notification/delivery.js';
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
