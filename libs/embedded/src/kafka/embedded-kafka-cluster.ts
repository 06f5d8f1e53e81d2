import { join } from 'node:path';

import { freePort } from '../engine/ports.js';
import { createKafkaNode, newClusterId, type EmbeddedKafka } from './embedded-kafka.js';
import type { KafkaNode } from './server-properties.js';

export interface EmbeddedKafkaClusterOptions {
  readonly dataDir: string;
  readonly brokers: number;
  readonly log?: (line: string) => void;
}

export interface EmbeddedKafkaCluster {
  readonly nodes: readonly EmbeddedKafka[];
  /** As KAFKA_BROKERS takes it: every broker, separated by commas. */
  readonly brokers: string;
  stop(): Promise<void>;
}

/** Several brokers on this machine, for tests of replication and of leaders that move. Its data is not kept. */
export async function startEmbeddedKafkaCluster(options: EmbeddedKafkaClusterOptions): Promise<EmbeddedKafkaCluster> {
  const clusterId = newClusterId();
  const log = options.log === undefined ? {} : { log: options.log };
  const layout: KafkaNode[] = [];
  for (let nodeId = 1; nodeId <= options.brokers; nodeId += 1) {
    layout.push({ nodeId, port: await freePort(), controllerPort: await freePort() });
  }
  const nodes: EmbeddedKafka[] = [];
  for (const node of layout) {
    const dataDir = join(options.dataDir, `node-${node.nodeId}`);
    nodes.push(await createKafkaNode({ dataDir, node, nodes: layout, clusterId, ...log }));
  }
  const stop = async (): Promise<void> => {
    // Brokers that lose their quorum cannot leave in order; they would wait for each other until they are killed.
    for (const node of nodes) node.kill('SIGKILL');
    await Promise.all(nodes.map((node) => node.stop()));
  };
  // Together: none is ready before most of them are.
  const started = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { nodes, brokers: nodes.map((node) => node.brokers).join(','), stop };
}
