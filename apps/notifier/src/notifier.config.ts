import {
  DatabaseConfig,
  Env,
  EnvGroup,
  int,
  KafkaConfig,
  oneOf,
  port,
  ReadinessConfig,
  RuntimeConfig,
} from '@app/platform';

import { RulesConfig } from './rules/rules.config.js';
import { channelConfig, type ChannelConfig, UNKNOWN_OUTCOMES } from './channel.config.js';

const HOUR_MS = '3600000';
const DAY_MS = '86400000';

export class NotifierConfig {
  @Env('NOTIFIER_PORT', { as: port(), default: '3004', describe: 'HTTP port of the notifier: health and metrics' })
  readonly port!: number;

  @Env('UNKNOWN_OUTCOME', {
    as: oneOf(...UNKNOWN_OUTCOMES),
    optional: true,
    describe:
      'Where nobody knows whether a message was taken, and asking again may send it twice: retry or hold; hold for sms and retry for the others when empty',
  })
  readonly unknownOutcome!: 'retry' | 'hold' | undefined;

  @Env('NOTIFICATION_RETRY_FIRST_MS', {
    as: int({ min: 1, max: 3_600_000 }),
    default: '1000',
    describe:
      'Longest wait before the second attempt; it doubles from one to the next, and chance takes any part of it off',
  })
  readonly retryFirstMs!: number;

  @Env('NOTIFICATION_RETRY_LONGEST_MS', {
    as: int({ min: 1, max: 86_400_000 }),
    default: '600000',
    describe: 'Longest wait between two attempts',
  })
  readonly retryLongestMs!: number;

  @EnvGroup(ReadinessConfig)
  readonly readiness!: ReadinessConfig;

  // What is said by SMS is mostly of no use an hour later.
  @EnvGroup(channelConfig('sms', HOUR_MS))
  readonly sms!: ChannelConfig;

  @EnvGroup(channelConfig('email', DAY_MS))
  readonly email!: ChannelConfig;

  @EnvGroup(channelConfig('telegram', DAY_MS))
  readonly telegram!: ChannelConfig;

  @EnvGroup(channelConfig('webhook', DAY_MS))
  readonly webhook!: ChannelConfig;

  @EnvGroup(RulesConfig)
  readonly rules!: RulesConfig;

  @EnvGroup(KafkaConfig)
  readonly kafka!: KafkaConfig;

  @EnvGroup(DatabaseConfig)
  readonly database!: DatabaseConfig;

  @EnvGroup(RuntimeConfig)
  readonly runtime!: RuntimeConfig;
}
