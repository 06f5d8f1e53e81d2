import { PARTITIONS } from '@app/contracts';
import type { TopicSettings } from '@app/messaging';

import type { TopicsConfig } from './topics.config.js';

export interface TopicFlags {
  readonly replicationFactor?: number;
  readonly minInsyncReplicas?: number;
}

/**
 * What a new topic is to be like: flags first, then the environment, then what suits it. Three copies of which two must
 * confirm survive the loss of one broker without losing a record or stopping writes.
 */
export function topicSettings(flags: TopicFlags, config: TopicsConfig): TopicSettings {
  const isProduction = config.runtime.environment === 'production';
  const replicationFactor = flags.replicationFactor ?? config.replicationFactor ?? (isProduction ? 3 : 1);
  const minInsyncReplicas = flags.minInsyncReplicas ?? config.minInsyncReplicas ?? (replicationFactor >= 3 ? 2 : 1);
  if (minInsyncReplicas > replicationFactor) throw new TooManyReplicasError(minInsyncReplicas, replicationFactor);
  return { partitions: PARTITIONS, replicationFactor, minInsyncReplicas };
}

/** Kafka would create such a topic and refuse every record. */
export class TooManyReplicasError extends Error {
  readonly code = 'TOPICS.TOO_MANY_REPLICAS';

  constructor(minInsyncReplicas: number, replicationFactor: number) {
    super(
      `${minInsyncReplicas} copies cannot be in sync where there are ${replicationFactor}: ` +
        'lower --min-insync-replicas or raise --replication-factor',
    );
    this.name = 'TooManyReplicasError';
  }
}
