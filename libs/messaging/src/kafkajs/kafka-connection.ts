import kafkajs, { type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs';

import type { FactLogger } from '../log/logger.js';

/** How to reach a Kafka cluster. */
export interface KafkaConnection {
  /** `host:port` of some of its brokers. */
  readonly brokers: readonly string[];
  /** Shown in the brokers' logs and quotas. */
  readonly clientId: string;
  /** Put before the names of topics and groups, so that several systems can share a cluster. Default none. */
  readonly prefix?: string;
  readonly ssl?: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 5_000;
const { logLevel } = kafkajs;

/** A kafkajs client that fails fast: who uses it decides what to try again and for how long. */
export function connectKafka(connection: KafkaConnection, log: FactLogger): Kafka {
  const config: KafkaConfig = {
    clientId: connection.clientId,
    brokers: [...connection.brokers],
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: { retries: 0, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: entry }) => {
        const fact = { event: 'kafkajs', namespace, message: entry.message, error: entry['error'] as unknown };
        // Its errors are retried or reported by the caller, who knows whether they matter.
        if (level <= logLevel.WARN) log.warn(fact);
      },
  };
  if (connection.ssl === true) config.ssl = true;
  if (connection.sasl !== undefined) config.sasl = connection.sasl as SASLOptions;
  return new kafkajs.Kafka(config);
}
