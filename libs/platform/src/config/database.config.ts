import { Env } from './env.decorator.js';
import { int, url } from './parsers.js';

export class DatabaseConfig {
  @Env('DATABASE_URL', {
    as: url('postgres', 'postgresql'),
    default: 'postgres://tidemark:tidemark@127.0.0.1:15432/tidemark',
    secret: true,
    describe: 'PostgreSQL; the default is the embedded server',
  })
  readonly url!: string;

  @Env('DATABASE_POOL_SIZE', {
    as: int({ min: 1, max: 1_000 }),
    default: '10',
    describe: 'Connections that one process may hold',
  })
  readonly poolSize!: number;
}
