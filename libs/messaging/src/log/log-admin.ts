/** The offsets a partition holds: `low` is its first record's, `end` the next one to be written. */
export interface OffsetRange {
  readonly low: number;
  readonly end: number;
}

export interface TopicDescription {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface TopicSettings {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
}

export interface ClusterDescription {
  readonly clusterId: string;
  readonly brokers: readonly { readonly id: number; readonly host: string; readonly port: number }[];
}

/** Questions about the log and its topics; every answer is the broker's, asked at the time of the call. */
export abstract class LogAdmin {
  /** Ranges by partition. @throws LogUnreachableError, UnknownTopicError */
  abstract offsets(topic: string): Promise<ReadonlyMap<number, OffsetRange>>;

  /** By partition: the first offset whose record was appended at or after `timestamp` (ms), else the end. */
  abstract offsetsAt(topic: string, timestamp: number): Promise<ReadonlyMap<number, number>>;

  abstract describe(topic: string): Promise<TopicDescription | undefined>;

  /** Creates the topic if it is missing. @throws PartitionCountError when it exists with another partition count. */
  abstract ensureTopic(topic: string, settings: TopicSettings): Promise<'created' | 'exists'>;

  abstract cluster(): Promise<ClusterDescription>;

  abstract close(): Promise<void>;
}
