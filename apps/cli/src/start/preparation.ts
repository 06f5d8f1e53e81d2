import { PARTITIONS, TOPICS } from '@app/contracts';
import { createDatabase, migrateUp } from '@app/database';
import { createLogAdmin, type TopicSettings } from '@app/messaging';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { kafkaOf } from './start.config.js';
import type { Preparation } from './start-options.js';

/** What fails is thrown, and told once by whoever started us. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Both do nothing when there is nothing to do, so every start does them. */
export const preparation: Preparation = {
  migrate: async (databaseUrl) => {
    const database = createDatabase({ url: databaseUrl, poolSize: 1, applicationName: 'tidemark-start' });
    try {
      await migrateUp(database, MIGRATIONS);
    } finally {
      await database.destroy();
    }
  },

  createTopics: async (kafkaBrokers) => {
    const admin = createLogAdmin(kafkaOf(kafkaBrokers), SILENT);
    try {
      const settings = topicSettings((await admin.cluster()).brokers.length);
      for (const topic of TOPICS) await admin.ensureTopic(topic, settings);
    } finally {
      await admin.close();
    }
  },
};

/** With three brokers a confirmed record survives the loss of one of them; one broker has only itself. */
export function topicSettings(brokers: number): TopicSettings {
  const replicated = brokers >= 3;
  return { partitions: PARTITIONS, replicationFactor: replicated ? 3 : 1, minInsyncReplicas: replicated ? 2 : 1 };
}
