import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { embeddedConfig } from '../embedded.config.js';
import { EngineFolder } from '../engine/engine-folder.js';
import { EngineProcess } from '../engine/engine-process.js';
import { freePort } from '../engine/ports.js';
import { findJava, kafkaJars } from './kafka-jars.js';
import { liveBrokers, servesGroups } from './kafka-probe.js';
import { serverProperties, type KafkaNode } from './server-properties.js';

const run = promisify(execFile);

const LOGGING = `rootLogger.level=WARN
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d{ISO8601_OFFSET_DATE_TIME_HHCMM} %-5p %m (%c{1})%n
`;

/**
 * Enough for tens of thousands of records a second; the rest of Kafka's memory is the system's page cache. On two cores
 * the serial collector takes less of them than G1: more records per CPU second at shorter pauses, 210 MB instead of 270.
 */
const JVM_FLAGS = ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-Xshare:auto'];

export interface EmbeddedKafkaOptions {
  readonly dataDir: string;
  readonly port: number;
  /** The port between controllers; any free one by default. */
  readonly controllerPort?: number;
  /** Where the jars are kept; `TIDEMARK_CACHE` by default. */
  readonly cacheDir?: string;
  readonly log?: (line: string) => void;
}

export interface KafkaNodeOptions {
  readonly dataDir: string;
  readonly node: KafkaNode;
  readonly nodes: readonly KafkaNode[];
  readonly clusterId: string;
  readonly cacheDir?: string;
  readonly log?: (line: string) => void;
}

export class EmbeddedKafka extends EngineProcess {
  readonly port: number;
  /** As KAFKA_BROKERS takes it. */
  readonly brokers: string;

  constructor(options: KafkaNodeOptions, java: string, jars: string) {
    const { node, nodes } = options;
    const folder = new EngineFolder(options.dataDir);
    const properties = join(folder.root, 'server.properties');
    const logging = join(folder.root, 'log4j2.properties');
    const classPath = ['-cp', join(jars, '*')];
    super({
      name: nodes.length === 1 ? 'kafka' : `kafka-${node.nodeId}`,
      folder,
      port: node.port,
      command: java,
      args: [...JVM_FLAGS, `-Dlog4j2.configurationFile=${logging}`, ...classPath, 'kafka.Kafka', properties],
      stopSignal: 'SIGTERM',
      stopWithinMs: 5_000,
      readyWithinMs: 60_000,
      prepare: async () => {
        writeFileSync(logging, LOGGING);
        writeFileSync(properties, serverProperties(node, nodes, folder.data));
        if (existsSync(join(folder.data, 'meta.properties'))) return;
        // A format that was cut short leaves a folder that the tool refuses.
        rmSync(folder.data, { recursive: true, force: true });
        await run(java, [...classPath, 'kafka.tools.StorageTool', 'format', '-t', options.clusterId, '-c', properties]);
      },
      // In a cluster groups wait for other brokers, which may be down for good.
      isReady: async () =>
        (await liveBrokers(node.port)) > nodes.length / 2 && (nodes.length > 1 || (await servesGroups(node.port))),
    });
    this.port = node.port;
    this.brokers = `127.0.0.1:${node.port}`;
  }
}

export async function createKafkaNode(options: KafkaNodeOptions): Promise<EmbeddedKafka> {
  const { cacheDir, javaHome } = embeddedConfig();
  const java = await findJava(javaHome);
  const jars = await kafkaJars(options.cacheDir ?? cacheDir, options.log ?? (() => undefined));
  return new EmbeddedKafka(options, java, jars);
}

/** 16 random bytes, as Kafka writes its cluster ids; one that begins with a dash would be read as an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

/**
 * A real broker in one JVM, not started yet: formatted at the first start, its data kept in `dataDir`.
 *
 * @throws EngineUnavailableError when Java or Maven is missing
 */
export async function createEmbeddedKafka(options: EmbeddedKafkaOptions): Promise<EmbeddedKafka> {
  const node = { nodeId: 1, port: options.port, controllerPort: options.controllerPort ?? (await freePort()) };
  return createKafkaNode({ ...options, node, nodes: [node], clusterId: newClusterId() });
}

/** @throws EngineStartError when it does not become ready */
export async function startEmbeddedKafka(options: EmbeddedKafkaOptions): Promise<EmbeddedKafka> {
  const kafka = await createEmbeddedKafka(options);
  await kafka.start();
  return kafka;
}
