import { currencyExponent } from '@app/domain';
import {
  boolean,
  DIALECTS,
  Env,
  EnvGroup,
  EnvValueError,
  int,
  KafkaConfig,
  oneOf,
  port,
  RuntimeConfig,
  url,
  type Dialect,
} from '@app/platform';

export class IngestionConfig {
  @Env('INGESTION_PORT', { as: port(), default: '3000', describe: 'HTTP port of ingestion' })
  readonly port!: number;

  @Env('API_DIALECT', {
    as: oneOf(...DIALECTS),
    default: 'tidemark',
    describe: 'Answers like tidemark, django, fastapi or flask',
  })
  readonly dialect!: Dialect;

  @Env('READ_API_URL', {
    as: url('http', 'https'),
    default: 'http://127.0.0.1:3001',
    describe: 'Where clients reach the read API; status_url and Location begin with it',
  })
  readonly readApiUrl!: string;

  @Env('DEFAULT_CURRENCY', {
    as: currency,
    default: 'USD',
    describe: 'ISO 4217 code for posts to /api/add-transaction/ that name none',
  })
  readonly defaultCurrency!: string;

  @Env('ALLOW_DATA_RESET', {
    as: boolean(),
    default: 'false',
    describe: 'true lets DELETE /api/delete-transactions/ delete everything; for testing',
  })
  readonly allowDataReset!: boolean;

  // Below 10 s, so that the answer to a write that found no log is out within 10 s.
  @Env('PRODUCE_DEADLINE_MS', {
    as: int({ min: 100, max: 60_000 }),
    default: '9000',
    describe: 'How long a write may wait for the confirmation of the log before it is answered 503',
  })
  readonly produceDeadlineMs!: number;

  // About four seconds of work at the rate that one process reaches.
  @Env('PRODUCE_QUEUE_LIMIT', {
    as: int({ min: 1, max: 1_000_000 }),
    default: '20000',
    describe: 'Writes that may wait for the log; one more is answered 503 at once',
  })
  readonly produceQueueLimit!: number;

  @EnvGroup(KafkaConfig)
  readonly kafka!: KafkaConfig;

  @EnvGroup(RuntimeConfig)
  readonly runtime!: RuntimeConfig;
}

function currency(code: string): string {
  if (currencyExponent(code) === undefined) throw new EnvValueError('must be an ISO 4217 code, such as USD');
  return code;
}
