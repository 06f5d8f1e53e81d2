import { Env } from './env.decorator.js';
import { int } from './parsers.js';

/** When a process that reads the log says that it is ready. */
export class ReadinessConfig {
  @Env('READY_MAX_LAG_MS', {
    as: int({ min: 1_000 }),
    default: '30000',
    describe: 'Not ready while a record older than this is not applied, milliseconds',
  })
  readonly maxLagMs!: number;
}
