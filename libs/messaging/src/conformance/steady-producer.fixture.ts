import { setTimeout as delay } from 'node:timers/promises';

import type { NewRecord } from '../log/log-record.js';
import type { LogSink } from '../log/log-sink.js';
import { receivedRecord } from '../reader/reader.fixture.js';

/** What was appended: the record's place among those of its key, by event id. */
export interface Sent {
  readonly key: string;
  readonly n: number;
}

const KEYS = 200;
const IN_FLIGHT = 60;
/** A breath after each answer: two or three thousand records a second leave the brokers of a spec something of the machine. */
const PAUSE_MS = 20;

/** Appends records of some keys, many at once, and remembers what was acknowledged. Whoever has it disposes of it. */
export class SteadyProducer implements AsyncDisposable {
  readonly sent = new Map<string, Sent>();
  readonly acknowledged = new Set<string>();
  readonly refused: Error[] = [];
  private readonly lengths = new Map<string, number>();
  private stopping = false;
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly sink: LogSink) {}

  /** Appends, never faster than it is acknowledged, until `stop` is called. */
  start(): void {
    this.running = Promise.all(Array.from({ length: IN_FLIGHT }, (_, lane) => this.lane(lane)));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Appends this many records, all at once. */
  async append(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, n) => this.appendNext(`key-${String(n % KEYS)}`)));
  }

  private async lane(lane: number): Promise<void> {
    while (!this.stopping) {
      await this.appendNext(`key-${String(lane % KEYS)}`);
      await delay(PAUSE_MS);
    }
  }

  private async appendNext(key: string): Promise<void> {
    const n = this.lengths.get(key) ?? 0;
    this.lengths.set(key, n + 1);
    const record = receivedRecord(key);
    const id = idOf(record);
    this.sent.set(id, { key, n });
    try {
      await this.sink.append(record);
      this.acknowledged.add(id);
    } catch (error) {
      this.refused.push(error as Error);
    }
  }
}

function idOf(record: NewRecord): string {
  const id = record.headers['ce_id'];
  if (id === undefined) throw new Error('a record without an id');
  return id;
}
