export { embeddedConfig, type EmbeddedConfig } from './embedded.config.js';
export {
  AlreadyRunningError,
  EngineStartError,
  EngineUnavailableError,
  PortInUseError,
} from './engine/engine.errors.js';
export { EngineProcess, type EngineDefinition } from './engine/engine-process.js';
export { EngineFolder } from './engine/engine-folder.js';
export { lockFolder, type FolderLock } from './engine/folder-lock.js';
export { assertPortFree, freePort } from './engine/ports.js';
export { commandLineOf, isAlive, signal, terminate } from './engine/process-table.js';
export {
  createEmbeddedKafka,
  EmbeddedKafka,
  startEmbeddedKafka,
  type EmbeddedKafkaOptions,
} from './kafka/embedded-kafka.js';
export {
  startEmbeddedKafkaCluster,
  type EmbeddedKafkaCluster,
  type EmbeddedKafkaClusterOptions,
} from './kafka/embedded-kafka-cluster.js';
export { KAFKA_VERSION } from './kafka/kafka-jars.js';
export { EmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.js';
