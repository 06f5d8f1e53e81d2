import type { Database } from '@app/database';
import type { LogAdmin, LogSink, LogSource } from '@app/messaging';
import type { ConfigClass, Log } from '@app/platform';

import type { RuleMetrics } from './rule-metrics.js';

/** What rules work with. */
export interface RuleEngines {
  readonly source: LogSource;
  /** Its deadline is below PostgreSQL's limit for idle transactions: rules append while theirs is open. */
  readonly sink: LogSink;
  readonly admin: LogAdmin;
  readonly database: Database;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly metrics: RuleMetrics;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Asks for notifications because something happened, or because it is time: once for each cause, ever. */
export interface Rule {
  start(): Promise<void>;

  /** Resolves when nothing is at work any more. */
  stop(): Promise<void>;

  /** Why it cannot be relied on now; undefined when it can. */
  problem(maxLagMs: number, now: number): Promise<string | undefined>;
}

/** A rule by its name in the file of rules, with the settings that it takes there. */
export interface RuleDefinition<Name extends string = string, Settings extends object = object> {
  readonly name: Name;
  /** Its fields are decorated with what `setting.ts` offers; the file may name no others. */
  readonly config: ConfigClass<Settings>;
  readonly create: (settings: Settings, engines: RuleEngines) => Rule;
}

/** Checks a rule's settings against its creation, then forgets their type so that all fit one list. */
export function defineRule<const Name extends string, Settings extends object>(
  definition: RuleDefinition<Name, Settings>,
): RuleDefinition<Name> {
  return definition as unknown as RuleDefinition<Name>;
}
