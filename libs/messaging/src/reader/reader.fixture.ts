import { TransactionReceived, type TransactionReceivedData, newEventId } from '@app/contracts';
import { createTestDatabase, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { createLogSink } from '../kafkajs/create-log-sink.js';
import { createLogAdmin } from '../kafkajs/kafkajs-log-admin.js';
import { createLogSource } from '../kafkajs/kafkajs-log-source.js';
import { recordOf } from '../log/event-record.js';
import type { LogAdmin } from '../log/log-admin.js';
import type { NewRecord } from '../log/log-record.js';
import type { LogSink } from '../log/log-sink.js';
import { PositionedReader } from './positioned-reader.js';
import type { ReadBatch } from './read-batch.js';
import type { ReaderEngines, ReaderOptions } from './reader-options.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A reader that writes the ids and offsets of what it applies into a table; real Kafka, real PostgreSQL. */
export interface ReaderBench {
  readonly sink: LogSink;
  readonly admin: LogAdmin;
  readonly test: TestDatabase;
  readonly engines: ReaderEngines;
  /** @param before runs before each batch is written; throw here to fail it */
  reader(before?: (batch: ReadBatch) => Promise<void> | void, options?: Partial<ReaderOptions>): PositionedReader;
  applied(): Promise<readonly AppliedRow[]>;
  close(): Promise<void>;
}

export interface AppliedRow {
  readonly transaction_id: string;
  readonly partition: number;
  readonly offset: number;
  readonly seq: number;
}

export async function readerBench(partitions = 12): Promise<ReaderBench> {
  const prefix = `${uniqueTopic()}.`;
  const connection = { brokers: testStack().kafkaBrokers.split(','), clientId: 'reader-spec', prefix };
  const test = await createTestDatabase({ migrations: MIGRATIONS });
  await sql`CREATE TABLE applied (seq bigserial, transaction_id text, partition int, "offset" int)`.execute(
    test.database,
  );
  const admin = createLogAdmin(connection, QUIET);
  await admin.ensureTopic('transactions', { partitions, replicationFactor: 1, minInsyncReplicas: 1 });
  const sink = createLogSink(connection, { deadlineMs: 9_000, queueLimit: 200_000 }, QUIET);
  const engines = { source: createLogSource(connection, QUIET), admin, database: test.database, log: QUIET };
  const readers: PositionedReader[] = [];
  return {
    sink,
    admin,
    test,
    engines,
    reader(before, options) {
      const apply = async (batch: ReadBatch): Promise<void> => {
        await before?.(batch);
        await writeApplied(batch);
      };
      const defaults = { reader: 'spec', group: 'spec', topic: 'transactions' as const };
      const subscription = new Set([TransactionReceived.type]);
      const reader = new PositionedReader({ ...defaults, subscription, apply, ...options }, engines);
      readers.push(reader);
      return reader;
    },
    async applied() {
      const { rows } = await sql<AppliedRow>`
        SELECT transaction_id, partition, "offset", seq::int FROM applied ORDER BY seq`.execute(test.database);
      return rows;
    },
    async close() {
      await Promise.all(readers.map((reader) => reader.stop()));
      await sink.close();
      await admin.close();
      await test.drop();
    },
  };
}

async function writeApplied({ slices, transaction }: ReadBatch): Promise<void> {
  const reads = slices.flatMap((slice) => slice.events);
  await sql`
    INSERT INTO applied (transaction_id, partition, "offset")
    SELECT * FROM unnest(${reads.map((read) => read.event.subject)}::text[],
      ${reads.map((read) => read.partition)}::int[], ${reads.map((read) => read.offset)}::int[])`.execute(transaction);
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
