import { isTimeZone } from '@app/domain';
import { Env, EnvValueError } from '@app/platform';

/** In which zone the days of new generations are. */
export class ReportingConfig {
  @Env('REPORTING_TIME_ZONE', {
    as: timeZone,
    default: 'UTC',
    describe: 'IANA zone of the days in summaries; a change takes effect with a rebuild of summaries',
  })
  readonly timeZone!: string;
}

function timeZone(text: string): string {
  if (isTimeZone(text)) return text;
  throw new EnvValueError('must be an IANA time zone, such as Asia/Tehran');
}
