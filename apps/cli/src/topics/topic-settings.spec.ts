import { describe, expect, it } from '@jest/globals';

import { TooManyReplicasError, topicSettings } from './topic-settings.js';
import { topicsConfig } from './topics.config.js';

describe('topicSettings', () => {
  it.each([
    ['nothing said', {}, {}, 1, 1],
    ['production', {}, { NODE_ENV: 'production' }, 3, 2],
    ['one broker in production', {}, { NODE_ENV: 'production', TOPIC_REPLICATION_FACTOR: '1' }, 1, 1],
    ['a flag over the environment', { replicationFactor: 5 }, { TOPIC_REPLICATION_FACTOR: '3' }, 5, 2],
    ['both flags', { replicationFactor: 3, minInsyncReplicas: 3 }, {}, 3, 3],
  ])(
    'given %s, when asked, then copies and confirmations fit',
    (_what, flags, env, replicationFactor, minInsyncReplicas) => {
      expect(topicSettings(flags, topicsConfig(env))).toEqual({ partitions: 12, replicationFactor, minInsyncReplicas });
    },
  );

  it('given more confirmations than copies, when asked, then it is refused', () => {
    expect(() => topicSettings({ minInsyncReplicas: 2 }, topicsConfig({}))).toThrow(TooManyReplicasError);
  });
});
