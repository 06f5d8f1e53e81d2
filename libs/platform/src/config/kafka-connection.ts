import type { KafkaConfig } from './kafka.config.js';

/** What a Kafka client needs to connect; the shape that @app/messaging takes. */
export interface KafkaConnectionSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly prefix: string;
  readonly ssl: boolean;
  readonly sasl?: {
    readonly mechanism: NonNullable<KafkaConfig['saslMechanism']>;
    readonly username: string;
    readonly password: string;
  };
}

export function kafkaConnection(config: KafkaConfig, clientId: string): KafkaConnectionSettings {
  const { brokers, prefix, ssl, saslMechanism: mechanism, saslUsername: username, saslPassword: password } = config;
  const isComplete = mechanism !== undefined && username !== undefined && password !== undefined;
  return { brokers, clientId, prefix, ssl, ...(isComplete && { sasl: { mechanism, username, password } }) };
}
