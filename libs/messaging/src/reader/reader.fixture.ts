import { PARTITIONS, TransactionReceived, type TransactionReceivedData, newEventId } from '@app/contracts';
import { createTestDatabase, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import type { KafkaConnection } from '../kafkajs/kafka-connection.js';
import { createLogSink } from '../kafkajs/create-log-sink.js';
import { createLogAdmin } from '../kafkajs/kafkajs-log-admin.js';
import { createLogSource } from '../kafkajs/kafkajs-log-source.js';
import { recordOf } from '../log/event-record.js';
import type { LogAdmin } from '../log/log-admin.js';
import type { NewRecord } from '../log/log-record.js';
import type { LogSink } from '../log/log-sink.js';
import type { FactLogger } from '../log/logger.js';
import { PositionedReader } from './positioned-reader.js';
import type { ReadBatch } from './read-batch.js';
import type { ReaderEngines, ReaderOptions } from './reader-options.js';

export const QUIET: FactLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface AppliedRow {
  readonly event_id: string;
  readonly transaction_id: string;
  readonly partition: number;
  readonly offset: number;
  readonly seq: number;
}

/** Readers that write the ids and offsets of what they apply into a table of a database of its own. */
export interface TableBench {
  readonly test: TestDatabase;
  /** @param before runs before each batch is written; throw here to fail it */
  reader(
    engines: Pick<ReaderEngines, 'source' | 'admin'> & Partial<ReaderEngines>,
    before?: (batch: ReadBatch) => Promise<void> | void,
    options?: Partial<ReaderOptions>,
  ): PositionedReader;
  /** In the order in which they were applied. */
  applied(): Promise<readonly AppliedRow[]>;
  appliedCount(): Promise<number>;
  close(): Promise<void>;
}

export async function tableBench(): Promise<TableBench> {
  const test = await createTestDatabase({ migrations: MIGRATIONS });
  await sql`CREATE TABLE applied (seq bigserial, event_id text, transaction_id text, partition int, "offset" int)`.execute(
    test.database,
  );
  const readers: PositionedReader[] = [];
  return {
    test,
    reader(engines, before, options) {
      const apply = async (batch: ReadBatch): Promise<void> => {
        await before?.(batch);
        await writeApplied(batch);
      };
      const reader = new PositionedReader(
        { ...specReader(apply), ...options },
        { database: test.database, log: QUIET, ...engines },
      );
      readers.push(reader);
      return reader;
    },
    async applied() {
      const { rows } = await sql<AppliedRow>`
        SELECT event_id, transaction_id, partition, "offset", seq::int FROM applied ORDER BY seq`.execute(
        test.database,
      );
      return rows;
    },
    async appliedCount() {
      const { rows } = await sql<{ count: number }>`SELECT count(*)::int FROM applied`.execute(test.database);
      return rows[0]?.count ?? 0;
    },
    async close() {
      await Promise.all(readers.map((reader) => reader.stop()));
      await test.drop();
    },
  };
}

/** The same on a real Kafka, with a topic and a group of its own. */
export interface ReaderBench extends Omit<TableBench, 'reader'> {
  readonly connection: KafkaConnection;
  readonly sink: LogSink;
  readonly admin: LogAdmin;
  reader(
    before?: (batch: ReadBatch) => Promise<void> | void,
    options?: Partial<ReaderOptions>,
    engines?: Partial<ReaderEngines>,
  ): PositionedReader;
}

export interface ReaderBenchOptions {
  /** The run's shared Kafka by default. */
  readonly brokers?: string;
  readonly replicationFactor?: number;
}

export async function readerBench(options: ReaderBenchOptions = {}): Promise<ReaderBench> {
  const { brokers = testStack().kafkaBrokers, replicationFactor = 1 } = options;
  const connection = { brokers: brokers.split(','), clientId: 'reader-spec', prefix: `${uniqueTopic()}.` };
  const bench = await tableBench();
  const admin = createLogAdmin(connection, QUIET);
  const minInsyncReplicas = Math.min(replicationFactor, 2);
  await admin.ensureTopic('transactions', { partitions: PARTITIONS, replicationFactor, minInsyncReplicas });
  const sink = createLogSink(connection, { deadlineMs: 9_000, queueLimit: 200_000 }, QUIET);
  const source = createLogSource(connection, QUIET);
  return {
    ...bench,
    connection,
    sink,
    admin,
    reader: (before, readerOptions, engines) => bench.reader({ source, admin, ...engines }, before, readerOptions),
    async close() {
      await Promise.all([bench.close(), sink.close()]);
      await admin.close();
    },
  };
}

/** What the readers of these benches read. */
export function specReader(apply: ReaderOptions['apply']): ReaderOptions {
  const subscription = new Set([TransactionReceived.type]);
  return { reader: 'spec', group: 'spec', topic: 'transactions', subscription, apply };
}

/** What they do with a batch. */
export async function writeApplied({ slices, transaction }: ReadBatch): Promise<void> {
  const reads = slices.flatMap((slice) => slice.events);
  await sql`
    INSERT INTO applied (event_id, transaction_id, partition, "offset")
    SELECT * FROM unnest(${reads.map((read) => read.event.id)}::text[],
      ${reads.map((read) => read.event.subject)}::text[], ${reads.map((read) => read.partition)}::int[],
      ${reads.map((read) => read.offset)}::int[])`.execute(transaction);
}

/** A well-formed TransactionReceived of a transaction, as a record. */
export function receivedRecord(transactionId: string, changes: Partial<TransactionReceivedData> = {}): NewRecord {
  return recordOf({
    id: newEventId(),
    type: TransactionReceived.type,
    source: '/spec',
    time: '2026-03-29T01:30:00Z',
    subject: transactionId,
    data: {
      transaction_id: transactionId,
      source_account: 'a',
      destination_account: 'b',
      merchant_id: 'b',
      amount_minor: '100',
      currency: 'USD',
      exponent: 2,
      occurred_at: '2026-03-29T01:30:00Z',
      received_at: '2026-03-29T01:30:00Z',
      source: 'unsigned',
      fingerprint: 'f',
      ...changes,
    },
  });
}
