import { pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';

import type { RuntimeConfig } from '../config/runtime.config.js';
import { type LogFact, Log } from './log.js';

const SECRET_FACTS = ['password', 'secret', 'secrets', 'token', 'authorization', 'apiKey', 'databaseUrl'];

/** Facts as JSON lines on stdout, or for people on a terminal. */
export class PinoLog extends Log {
  private constructor(private readonly logger: Logger) {
    super();
  }

  static create(app: string, runtime: RuntimeConfig, destination: DestinationStream = streamFor(runtime)): PinoLog {
    return new PinoLog(
      pino(
        {
          level: runtime.logLevel,
          base: { app, pid: process.pid },
          timestamp: pino.stdTimeFunctions.isoTime,
          formatters: { level: (level) => ({ level }) },
          serializers: { error: pino.stdSerializers.errWithCause },
          redact: SECRET_FACTS.flatMap((name) => [name, `*.${name}`]),
        },
        destination,
      ),
    );
  }

  debug(fact: LogFact): void {
    this.logger.debug(fact);
  }

  info(fact: LogFact): void {
    this.logger.info(fact);
  }

  warn(fact: LogFact): void {
    this.logger.warn(fact);
  }

  error(fact: LogFact): void {
    this.logger.error(fact);
  }

  fatal(fact: LogFact): void {
    this.logger.fatal(fact);
  }
}

/** Written synchronously: the last line before an exit is the one that matters. */
function streamFor(runtime: RuntimeConfig): DestinationStream {
  const onTerminal = process.stdout.isTTY && runtime.environment !== 'production';
  const forPeople = runtime.logFormat === undefined ? onTerminal : runtime.logFormat === 'pretty';
  return forPeople
    ? pretty({ sync: true, messageKey: 'event', errorLikeObjectKeys: ['error'], ignore: 'pid', singleLine: true })
    : pino.destination({ sync: true });
}
