import { DatabaseConfig, KafkaConfig, RuntimeConfig } from '@app/platform';

import { LoadConfig } from '../../apps/cli/src/load/load.config.js';
import { StartConfig } from '../../apps/cli/src/start/start.config.js';
import { TopicsConfig } from '../../apps/cli/src/topics/topics.config.js';
import { IngestionConfig } from '../../apps/ingestion/src/ingestion.config.js';
import { NotifierConfig } from '../../apps/notifier/src/notifier.config.js';
import { SENDERS } from '../../apps/notifier/src/senders/index.js';
import type { SenderDefinition } from '../../apps/notifier/src/senders/sender.js';
import { ProcessorConfig } from '../../apps/processor/src/processor.config.js';
import { ProjectorConfig } from '../../apps/projector/src/projector.config.js';
import { ReadApiConfig } from '../../apps/read-api/src/read-api.config.js';

/** Of every sender, whether it is used or not. */
const SENDER_CONFIGS = SENDERS.flatMap(({ config }: SenderDefinition) => config ?? []);

/** Whose variables `.env.example` lists, in its order: what several processes share comes first. */
export const CONFIG_SECTIONS = [
  { title: 'every process', classes: [RuntimeConfig, KafkaConfig, DatabaseConfig] },
  { title: 'ingestion', classes: [IngestionConfig] },
  { title: 'processor', classes: [ProcessorConfig] },
  { title: 'projector', classes: [ProjectorConfig] },
  { title: 'notifier', classes: [NotifierConfig, ...SENDER_CONFIGS] },
  { title: 'read-api', classes: [ReadApiConfig] },
  { title: 'npm start and the command line', classes: [StartConfig, TopicsConfig, LoadConfig] },
] as const;

/** Which classes each service of docker-compose.yml reads its environment with. */
export const CLASSES_OF_SERVICE = {
  migrate: [DatabaseConfig],
  topics: [TopicsConfig, KafkaConfig],
  ingestion: [IngestionConfig],
  processor: [ProcessorConfig],
  projector: [ProjectorConfig],
  notifier: [NotifierConfig, ...SENDER_CONFIGS],
  'read-api': [ReadApiConfig],
} as const;
