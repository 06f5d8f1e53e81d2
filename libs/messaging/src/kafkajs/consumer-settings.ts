import type { ConsumerConfig } from 'kafkajs';

export const CONSUMER_SETTINGS = {
  // A dead process gives its partitions up within this time; the database's time-outs are shorter.
  sessionTimeout: 6_000,
  heartbeatInterval: 1_500,
  rebalanceTimeout: 10_000,
  // A fetch is answered with what there is after 40 ms, or sooner once 32 KiB are there: a slow trickle is seen at once,
  // a stream comes in batches worth a transaction. Also how long kafkajs sleeps while every partition is paused.
  maxWaitTimeInMs: 40,
  minBytes: 32_768,
  maxBytesPerPartition: 262_144,
  allowAutoTopicCreation: false,
  // It is rebuilt when it crashes, whatever the reason: kafkajs alone gives up on some.
  retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 500, restartOnFailure: () => Promise.resolve(false) },
} satisfies Partial<ConsumerConfig>;
