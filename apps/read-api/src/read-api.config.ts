import { CALENDARS, type CalendarName } from '@app/domain';
import {
  DatabaseConfig,
  type Dialect,
  DIALECTS,
  Env,
  EnvGroup,
  KafkaConfig,
  oneOf,
  port,
  RuntimeConfig,
} from '@app/platform';

export class ReadApiConfig {
  @Env('READ_API_PORT', { as: port(), default: '3001', describe: 'HTTP port of the read API' })
  readonly port!: number;

  @Env('API_DIALECT', {
    as: oneOf(...DIALECTS),
    default: 'tidemark',
    describe: 'Answers like tidemark, django, fastapi or flask',
  })
  readonly dialect!: Dialect;

  @Env('SUMMARY_CALENDAR', {
    as: oneOf(...CALENDARS),
    default: 'persian',
    describe: 'Calendar of /api/transactions/summary where a request names none: gregorian or persian',
  })
  readonly summaryCalendar!: CalendarName;

  @EnvGroup(KafkaConfig)
  readonly kafka!: KafkaConfig;

  @EnvGroup(DatabaseConfig)
  readonly database!: DatabaseConfig;

  @EnvGroup(RuntimeConfig)
  readonly runtime!: RuntimeConfig;
}
