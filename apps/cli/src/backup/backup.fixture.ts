import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createLogAdmin,
  createLogSink,
  createLogSource,
  readLog,
  type AppendableRecord,
  type LogRecord,
} from '@app/messaging';
import { testStack, uniqueGroup, uniqueTopic } from '@app/testing';

import type { WritableLog } from '../engines/with-log.js';
import { exportLog, type ExportOptions, type ExportReport } from './export-log.js';
import { importLog, type ImportOptions, type ImportReport } from './import-log.js';
import { Progress } from './progress.js';

export const TOPIC = 'transactions';
export const PARTITIONS = 3;
export const COPIES = { replicationFactor: 1, minInsyncReplicas: 1 };
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log of its own on the Kafka of the tests: its topics have a prefix that nobody else has. */
export interface TestLog extends WritableLog {
  append(records: readonly AppendableRecord[]): Promise<void>;
  /** All that it holds. */
  records(): Promise<readonly LogRecord[]>;
}

export class BackupFixture {
  private readonly root = mkdtempSync(join(tmpdir(), 'tidemark-backup-'));
  private readonly logs: TestLog[] = [];

  folder(name: string): string {
    return join(this.root, name);
  }

  emptyLog(kafkaBrokers = testStack().kafkaBrokers): TestLog {
    const connection = { brokers: kafkaBrokers.split(','), clientId: 'backup-spec', prefix: `${uniqueTopic()}.` };
    const admin = createLogAdmin(connection, QUIET);
    const source = createLogSource(connection, QUIET);
    const newSink: WritableLog['newSink'] = (options) => createLogSink(connection, options, QUIET);
    const log: TestLog = {
      admin,
      source,
      newSink,
      async append(records) {
        const sink = newSink({ deadlineMs: 20_000, queueLimit: 100_000 });
        await Promise.all(records.map((record) => sink.append(record)));
        await sink.close();
      },
      async records() {
        const all: LogRecord[] = [];
        const ranges = await admin.offsets(TOPIC);
        for await (const slice of readLog({ source, topic: TOPIC, group: uniqueGroup(), ranges })) {
          all.push(...slice.records);
        }
        return all;
      },
    };
    this.logs.push(log);
    return log;
  }

  /** A log with `records` in a topic of three partitions. */
  async logWith(records: readonly AppendableRecord[]): Promise<TestLog> {
    const log = this.emptyLog();
    await log.admin.ensureTopic(TOPIC, { ...COPIES, partitions: PARTITIONS });
    await log.append(records);
    return log;
  }

  async close(): Promise<void> {
    for (const { admin } of this.logs) await admin.close();
    rmSync(this.root, { recursive: true });
  }
}

/** Text in turn to each partition. */
export function numbered(from: number, to: number): readonly AppendableRecord[] {
  return Array.from({ length: to - from }, (_, at) => ({
    topic: TOPIC,
    partition: (from + at) % PARTITIONS,
    key: `key-${from + at}`,
    value: JSON.stringify({ number: from + at, text: 'é'.repeat(150) }),
    headers: { ce_id: `id-${from + at}`, ce_type: 'Numbered.v1' },
  }));
}

export function exported(
  log: WritableLog,
  folder: string,
  options: Partial<ExportOptions> = {},
): Promise<ExportReport> {
  const limits = { records: 500, bytes: 100_000_000 };
  return exportLog(log, {
    folder,
    topics: [TOPIC],
    limits,
    now: () => new Date(),
    progress: new Progress(),
    ...options,
  });
}

export function imported(
  log: WritableLog,
  folder: string,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport> {
  return importLog(log, { folder, settings: COPIES, quietMs: 300, progress: new Progress(), ...options });
}

/** Progress that ends a run in its middle, as a kill does. */
export class KilledProgress extends Progress {
  constructor(private readonly afterRecords: number) {
    super();
  }

  override add(records: readonly LogRecord[]): void {
    super.add(records);
    if (this.done >= this.afterRecords) throw new Error('killed');
  }
}
