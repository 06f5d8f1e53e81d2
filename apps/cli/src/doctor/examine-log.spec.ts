import { LogAdmin, type ClusterDescription, type OffsetRange, type TopicDescription } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { examineLog } from './examine-log.js';
import type { Finding } from './finding.js';

const SOUND: Omit<TopicDescription, 'topic'> = {
  partitions: 12,
  replicationFactor: 1,
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'message.timestamp.type': 'LogAppendTime',
    'min.insync.replicas': '1',
  },
};

/** A cluster whose topics are all alike. */
class AlikeTopics extends LogAdmin {
  constructor(
    private readonly topic: Omit<TopicDescription, 'topic'>,
    private readonly brokers = 1,
    private readonly low = 0,
  ) {
    super();
  }

  cluster(): Promise<ClusterDescription> {
    const brokers = Array.from({ length: this.brokers }, (_, id) => ({ id, host: 'kafka', port: 9092 + id }));
    return Promise.resolve({ clusterId: 'cluster', brokers });
  }

  describe(topic: string): Promise<TopicDescription> {
    return Promise.resolve({ topic, ...this.topic });
  }

  offsets(): Promise<ReadonlyMap<number, OffsetRange>> {
    return Promise.resolve(new Map([[3, { low: this.low, end: 100 }]]));
  }

  offsetsAt(): Promise<never> {
    return Promise.reject(new Error('nobody asks'));
  }

  ensureTopic(): Promise<never> {
    return Promise.reject(new Error('a doctor changes nothing'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function transactionsTopic(admin: LogAdmin): Promise<Finding | undefined> {
  return (await examineLog(admin)).find(({ check }) => check === 'topic transactions');
}

describe('examineLog', () => {
  it('given a sound cluster, when examined, then it names cluster and brokers and finds no problem', async () => {
    const findings = await examineLog(new AlikeTopics(SOUND));
    expect(findings.every(({ ok }) => ok)).toBe(true);
    expect(findings[0]?.detail).toBe('cluster cluster, broker 0 (kafka:9092)');
  });

  it.each([
    ['another partition count', { ...SOUND, partitions: 6 }, '6 partitions instead of 12'],
    ['a retention', { ...SOUND, config: { ...SOUND.config, 'retention.ms': '604800000' } }, 'retention.ms=604800000'],
    ['compaction', { ...SOUND, config: { ...SOUND.config, 'cleanup.policy': 'compact' } }, 'cleanup.policy=compact'],
    [
      'the clocks of clients',
      { ...SOUND, config: { ...SOUND.config, 'message.timestamp.type': 'CreateTime' } },
      'message.timestamp.type=CreateTime',
    ],
    [
      'more copies to confirm than there are',
      { ...SOUND, config: { ...SOUND.config, 'min.insync.replicas': '2' } },
      'copies: 1, to be confirmed by 2',
    ],
  ])('given a topic with %s, when examined, then it is a problem with a cure', async (_what, topic, detail) => {
    const finding = await transactionsTopic(new AlikeTopics(topic));
    expect(finding).toMatchObject({ ok: false, detail: expect.stringContaining(detail) as unknown });
    expect(finding?.cure).toBeDefined();
  });

  it('given a log that has lost its beginning, when examined, then the partition is named', async () => {
    const finding = await transactionsTopic(new AlikeTopics(SOUND, 1, 7));
    expect(finding).toMatchObject({ ok: false, detail: 'partition 3 begins at 7' });
  });

  it('given three brokers and one copy, when examined, then it is a problem', async () => {
    expect(await transactionsTopic(new AlikeTopics(SOUND, 3))).toMatchObject({ ok: false });
  });
});
