import { BatchingLogSink, type BatchingOptions } from '../batcher/batching-log-sink.js';
import type { LogSink } from '../log/log-sink.js';
import type { FactLogger } from '../log/logger.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';
import { KafkaJsProduceTransport } from './kafkajs-produce-transport.js';
import { useOwnRecordEncoder } from './record-encoder.js';

/** The sink of a Kafka cluster; it connects with the first record. */
export function createLogSink(connection: KafkaConnection, options: BatchingOptions, log: FactLogger): LogSink {
  useOwnRecordEncoder();
  const transport = new KafkaJsProduceTransport(connectKafka(connection, log), connection.prefix ?? '', log);
  return new BatchingLogSink(transport, options, log);
}
