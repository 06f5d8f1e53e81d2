import { Env } from './env.decorator.js';
import { oneOf } from './parsers.js';

export class RuntimeConfig {
  @Env('NODE_ENV', {
    as: oneOf('development', 'test', 'production'),
    default: 'development',
    describe: 'production: no action that ADMIN_API_KEY guards without one, and 3 copies of new topics',
  })
  readonly environment!: 'development' | 'test' | 'production';

  @Env('LOG_LEVEL', {
    as: oneOf('debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    describe: 'debug, info, warn, error, fatal or silent',
  })
  readonly logLevel!: 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

  @Env('LOG_FORMAT', {
    as: oneOf('json', 'pretty'),
    optional: true,
    describe: 'json or pretty; when empty, pretty on a terminal outside production',
  })
  readonly logFormat!: 'json' | 'pretty' | undefined;
}
