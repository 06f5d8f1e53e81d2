import {
  DatabaseConfig,
  decimal,
  Env,
  EnvGroup,
  EnvValueError,
  int,
  KafkaConfig,
  oneOf,
  port,
  ReadinessConfig,
  RuntimeConfig,
  url,
} from '@app/platform';
import { IsDefined, ValidateIf } from 'class-validator';

import { POLICIES } from './policies/index.js';
import type { PolicySettings } from './policies/settlement-policy.js';

export class ProcessorConfig implements PolicySettings {
  @Env('PROCESSOR_PORT', { as: port(), default: '3002', describe: 'HTTP port of the processor: health and metrics' })
  readonly port!: number;

  @Env('SETTLEMENT_POLICY', {
    as: oneOf(...POLICIES.map(({ name }) => name)),
    default: 'simulated',
    describe: 'Who decides outcomes that nobody reported: simulated or http',
  })
  readonly settlementPolicy!: (typeof POLICIES)[number]['name'];

  @Env('PROCESSING_DELAY_MS', {
    as: int({ min: 0, max: 86_400_000 }),
    default: '30000',
    describe: 'From the receipt of a transaction until its outcome is decided; 0 is at once',
  })
  readonly processingDelayMs!: number;

  @Env('SIMULATED_FAILURE_RATE', {
    as: decimal({ min: 0, max: 1 }),
    default: '0',
    describe: 'Share of transactions that the simulated policy fails, always the same ones, from 0 to 1',
  })
  readonly simulatedFailureRate!: number;

  @Env('SETTLEMENT_URL', {
    as: withoutCredentials,
    optional: true,
    describe: 'Where the http policy asks, by POST; required with it',
  })
  @ValidateIf((config: ProcessorConfig) => config.settlementPolicy === 'http')
  @IsDefined({ message: 'is required when SETTLEMENT_POLICY is http' })
  readonly settlementUrl!: string | undefined;

  @Env('SETTLEMENT_TIMEOUT_MS', {
    as: int({ min: 10, max: 60_000 }),
    default: '5000',
    describe: 'How long the http policy waits for an answer',
  })
  readonly settlementTimeoutMs!: number;

  // With the waits between them: about three minutes, six at most.
  @Env('SETTLEMENT_MAX_ATTEMPTS', {
    as: int({ min: 1, max: 1_000 }),
    default: '12',
    describe: 'Attempts of the http policy before a transaction fails',
  })
  readonly settlementMaxAttempts!: number;

  @Env('SETTLEMENT_CONCURRENCY', {
    as: int({ min: 1, max: 1_000 }),
    default: '32',
    describe: 'Questions that the http policy has open at one time',
  })
  readonly settlementConcurrency!: number;

  @EnvGroup(ReadinessConfig)
  readonly readiness!: ReadinessConfig;

  @EnvGroup(KafkaConfig)
  readonly kafka!: KafkaConfig;

  @EnvGroup(DatabaseConfig)
  readonly database!: DatabaseConfig;

  @EnvGroup(RuntimeConfig)
  readonly runtime!: RuntimeConfig;
}

/** `fetch` takes no user and password in a URL; better said at boot than once a transaction. */
function withoutCredentials(value: string): string {
  const address = url('http', 'https')(value);
  const { username, password } = new URL(address);
  if (username !== '' || password !== '') throw new EnvValueError('must not hold a user name or password');
  return address;
}
