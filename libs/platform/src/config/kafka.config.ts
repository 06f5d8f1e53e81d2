import { IsDefined, ValidateIf } from 'class-validator';

import { Env } from './env.decorator.js';
import { boolean, list, oneOf, text } from './parsers.js';

const usesSasl = (config: KafkaConfig): boolean => config.saslMechanism !== undefined;

export class KafkaConfig {
  @Env('KAFKA_BROKERS', {
    as: list(text()),
    default: '127.0.0.1:19092',
    describe: 'Bootstrap brokers, comma-separated; the default is the embedded broker',
  })
  readonly brokers!: readonly string[];

  @Env('KAFKA_TOPIC_PREFIX', {
    default: '',
    describe: 'Put before the names of topics and groups, so that several systems can share a cluster',
  })
  readonly prefix!: string;

  @Env('KAFKA_SSL', { as: boolean(), default: 'false', describe: 'Connect to the brokers by TLS' })
  readonly ssl!: boolean;

  @Env('KAFKA_SASL_MECHANISM', {
    as: oneOf('plain', 'scram-sha-256', 'scram-sha-512'),
    optional: true,
    describe: 'plain, scram-sha-256 or scram-sha-512; no authentication when empty',
  })
  readonly saslMechanism!: 'plain' | 'scram-sha-256' | 'scram-sha-512' | undefined;

  @Env('KAFKA_SASL_USERNAME', { optional: true, describe: 'SASL user' })
  @ValidateIf(usesSasl)
  @IsDefined({ message: 'is required when KAFKA_SASL_MECHANISM is set' })
  readonly saslUsername!: string | undefined;

  @Env('KAFKA_SASL_PASSWORD', { optional: true, secret: true, describe: 'SASL password' })
  @ValidateIf(usesSasl)
  @IsDefined({ message: 'is required when KAFKA_SASL_MECHANISM is set' })
  readonly saslPassword!: string | undefined;
}
