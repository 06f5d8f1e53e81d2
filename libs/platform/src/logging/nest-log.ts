import type { LoggerService } from '@nestjs/common';

import type { Log, LogFact } from './log.js';

/** What Nest itself has to say, as facts. Its start-up chatter says nothing that /health does not, so it is for debugging only. */
export class NestLog implements LoggerService {
  constructor(private readonly facts: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.facts.debug(factOf(message, rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.facts.debug(factOf(message, rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.facts.debug(factOf(message, rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.facts.warn(factOf(message, rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.facts.error(factOf(message, rest));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.facts.fatal(factOf(message, rest));
  }
}

/** Nest passes `(message, …more, context)`, and for errors `(message, stack, context)`. */
function factOf(message: unknown, rest: readonly unknown[]): LogFact {
  return {
    event: 'nest',
    context: rest.at(-1),
    ...(message instanceof Error ? { error: message } : { message }),
    ...(rest.length > 1 ? { details: rest.slice(0, -1) } : {}),
  };
}
