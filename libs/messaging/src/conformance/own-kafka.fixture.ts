import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, startEmbeddedKafka, startEmbeddedKafkaCluster, type EmbeddedKafka } from '@app/embedded';

/** Kafka of one spec alone, so that it may be killed. */
export interface OwnKafka {
  readonly nodes: readonly [EmbeddedKafka, ...EmbeddedKafka[]];
  /** As KAFKA_BROKERS takes it. */
  readonly brokers: string;
  stop(): Promise<void>;
}

export async function startOwnKafka(brokers: 1 | 3): Promise<OwnKafka> {
  const dataDir = mkdtempSync(join(tmpdir(), 'messaging-conformance-'));
  const started = brokers === 1 ? await startOne(dataDir) : await startEmbeddedKafkaCluster({ dataDir, brokers });
  const [first, ...others] = started.nodes;
  if (first === undefined) throw new Error('no broker');
  return {
    nodes: [first, ...others],
    brokers: started.brokers,
    async stop() {
      await started.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startOne(dataDir: string): Promise<OwnKafka> {
  const kafka = await startEmbeddedKafka({ dataDir, port: await freePort() });
  return { nodes: [kafka], brokers: kafka.brokers, stop: () => kafka.stop() };
}

export async function kill(kafka: EmbeddedKafka): Promise<void> {
  kafka.kill('SIGKILL');
  await kafka.exited;
}

export async function killAndRestart(kafka: EmbeddedKafka): Promise<void> {
  await kill(kafka);
  await kafka.start();
}
