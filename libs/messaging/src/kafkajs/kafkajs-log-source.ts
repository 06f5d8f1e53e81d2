import type { Kafka } from 'kafkajs';

import { LogSource, type LogListener, type LogSubscription } from '../log/log-source.js';
import type { FactLogger } from '../log/logger.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';
import { KafkaJsSubscription } from './kafkajs-subscription.js';
import { useOwnRecordDecoder } from './record-decoder.js';

export class KafkaJsLogSource extends LogSource {
  constructor(
    private readonly kafka: Kafka,
    private readonly prefix: string,
  ) {
    super();
  }

  subscribe(topic: string, group: string, listener: LogListener): Promise<LogSubscription> {
    const options = { topic, group, prefix: this.prefix };
    const subscription = new KafkaJsSubscription(this.kafka, options, listener);
    subscription.open();
    return Promise.resolve(subscription);
  }
}

export function createLogSource(connection: KafkaConnection, log: FactLogger): LogSource {
  useOwnRecordDecoder();
  return new KafkaJsLogSource(connectKafka(connection, log), connection.prefix ?? '');
}
