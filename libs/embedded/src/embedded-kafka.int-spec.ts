import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createLogAdmin, createLogSource, type LogAdmin } from '@app/messaging';
import { pollUntil, uniqueGroup, uniqueTopic } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { createEmbeddedKafka, freePort, isAlive, type EmbeddedKafka } from './index.js';
import { startEmbeddedKafkaCluster } from './kafka/embedded-kafka-cluster.js';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const SETTINGS = { partitions: 2, replicationFactor: 1, minInsyncReplicas: 1 };

const adminOf = (brokers: string): LogAdmin =>
  createLogAdmin({ brokers: brokers.split(','), clientId: 'spec' }, SILENT);

describe('embedded Kafka', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'embedded-kafka-'));
  const topic = uniqueTopic();
  let kafka: EmbeddedKafka;
  let admin: LogAdmin;

  beforeAll(async () => {
    kafka = await createEmbeddedKafka({ dataDir, port: await freePort() });
    await kafka.start();
    admin = adminOf(kafka.brokers);
    await admin.ensureTopic(topic, SETTINGS);
  });
  afterEach(() => admin.close());
  afterAll(async () => {
    await kafka.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('given a new broker, when a consumer joins at once, then there is no trouble', async () => {
    const joined: (readonly number[])[] = [];
    const troubles: string[] = [];
    const source = createLogSource({ brokers: kafka.brokers.split(','), clientId: 'spec', prefix: '' }, SILENT);

    const subscription = await source.subscribe(topic, uniqueGroup(), {
      assigned: (partitions) => {
        joined.push(partitions);
        return Promise.resolve(new Map(partitions.map((partition) => [partition, 0])));
      },
      records: () => Promise.resolve(),
      trouble: ({ message }) => troubles.push(message),
    });
    await pollUntil(() => joined.length > 0, { what: 'its partitions' });

    expect({ joined, troubles }).toEqual({ joined: [[0, 1]], troubles: [] });
    await subscription.close();
  });

  it('given a topic, when stopped and started, then it is there, and the process is a new one', async () => {
    const before = kafka.pid;

    await kafka.restart();

    expect(isAlive(before)).toBe(false);
    expect(await admin.describe(topic)).toMatchObject({ topic, partitions: 2 });
  });

  it('given a broker left by a killed parent, when another starts on its folder and port, then it takes over', async () => {
    const left = kafka.pid;
    kafka = await createEmbeddedKafka({ dataDir, port: kafka.port });

    await kafka.start();

    expect(isAlive(left)).toBe(false);
    expect(await admin.describe(topic)).toMatchObject({ topic });
  });

  it('given a topic, when killed by SIGKILL and started on another port, then it is there', async () => {
    kafka.kill('SIGKILL');
    await kafka.exited;
    kafka = await createEmbeddedKafka({ dataDir, port: await freePort() });

    await kafka.start();

    const moved = adminOf(kafka.brokers);
    expect(await moved.describe(topic)).toMatchObject({ topic });
    await moved.close();
  });
});

describe('embedded Kafka cluster', () => {
  it('given three brokers, when started, then a topic has three replicas on them', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'embedded-cluster-'));
    const cluster = await startEmbeddedKafkaCluster({ dataDir, brokers: 3 });
    const admin = adminOf(cluster.brokers);
    const topic = uniqueTopic();

    await admin.ensureTopic(topic, { partitions: 3, replicationFactor: 3, minInsyncReplicas: 2 });

    expect((await admin.cluster()).brokers).toHaveLength(3);
    expect(await admin.describe(topic)).toMatchObject({ replicationFactor: 3, config: { 'min.insync.replicas': '2' } });
    await admin.close();
    await cluster.stop();
    rmSync(dataDir, { recursive: true });
  });
});
