export { recordInPartition, recordOf } from './log/event-record.js';
export {
  LogAdmin,
  type ClusterDescription,
  type OffsetRange,
  type TopicDescription,
  type TopicSettings,
} from './log/log-admin.js';
export type { LogRecord, NewRecord, RecordPosition } from './log/log-record.js';
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
export type { ReadBatch, ReadEvent, ReadSlice } from './reader/read-batch.js';
