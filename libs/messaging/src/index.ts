export { appendAllEvents, appendEvents, type Keyed } from './log/append-events.js';
export { recordInPartition, recordOf } from './log/event-record.js';
export {
  LogAdmin,
  type ClusterDescription,
  type OffsetRange,
  type TopicDescription,
  type TopicSettings,
} from './log/log-admin.js';
export type { AppendableRecord, LogRecord, NewRecord, RecordCopy, RecordPosition } from './log/log-record.js';
export { LogSink } from './log/log-sink.js';
export { LogSource, type LogListener, type LogSlice, type LogSubscription } from './log/log-source.js';
export {
  LogUnreachableError,
  NotAppendedError,
  PartitionCountError,
  UnknownOutcomeError,
  UnknownTopicError,
} from './log/log.errors.js';
export { murmur2, partitionOf } from './log/murmur2.js';
export { readLog, type ReadLogOptions } from './log/read-log.js';
export type { ReadBatch, ReadEvent, ReadSlice } from './reader/read-batch.js';
export { BatchingLogSink, type BatchingOptions } from './batcher/batching-log-sink.js';
export type { ProduceTransport } from './batcher/produce-transport.js';
export { createLogSink } from './kafkajs/create-log-sink.js';
export type { KafkaConnection } from './kafkajs/kafka-connection.js';
export { createLogAdmin } from './kafkajs/kafkajs-log-admin.js';
export { createLogSource } from './kafkajs/kafkajs-log-source.js';
export type { FactLogger } from './log/logger.js';
export { ALL_PARTITIONS, bulkRead, type BulkReadOptions } from './reader/bulk-read.js';
export { decodeRecord, eventIdOf, type Entry } from './reader/entry.js';
export { PositionedReader } from './reader/positioned-reader.js';
export { readerProblem, type ReaderHealth, type ReaderState } from './reader/reader-health.js';
export type { ReaderEngines, ReaderOptions } from './reader/reader-options.js';
export { LogMismatchError, PositionMovedError } from './reader/reader.errors.js';
export { askForRedrives, redriveResults } from './redrive/ask-for-redrives.js';
export { applyLongestPrefix, type AppliedPrefix } from './redrive/apply-longest-prefix.js';
export type { ParkedPlace, RedriveRequest, RedriveResult } from './redrive/redrive-requests.js';
export { LogReader, LOG_TRANSPORT, type LogReaderMetadata } from './transport/log-reader.decorator.js';
export { LogTransport } from './transport/log-transport.js';
