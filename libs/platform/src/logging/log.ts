/** One thing that happened. `event` names it (`transaction.accepted`); the rest are its facts, never payloads or secrets. */
export interface LogFact {
  readonly event: string;
  readonly error?: unknown;
  readonly [fact: string]: unknown;
}

/** Where facts go. Type and injection token in one. */
export abstract class Log {
  abstract debug(fact: LogFact): void;
  abstract info(fact: LogFact): void;
  abstract warn(fact: LogFact): void;
  abstract error(fact: LogFact): void;
  abstract fatal(fact: LogFact): void;
}
