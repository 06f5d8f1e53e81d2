import type { AppendableRecord, NewRecord, RecordPosition } from '../log/log-record.js';
import type { ProduceTransport } from './produce-transport.js';

type Write = (records: readonly AppendableRecord[]) => Promise<readonly (RecordPosition | undefined)[]>;
/** @param write what Kafka does when all is well */
type Answer = (records: readonly AppendableRecord[], write: Write) => ReturnType<Write>;

/** In the place of Kafka: each send gets the next answer of a script; past its end everything is written. */
export class ScriptedTransport implements ProduceTransport {
  readonly sends: (readonly string[])[] = [];
  readonly written: string[] = [];
  resets = 0;
  isClosed = false;

  constructor(private readonly script: Answer[] = []) {}

  send(records: readonly AppendableRecord[]): Promise<readonly (RecordPosition | undefined)[]> {
    this.sends.push(records.map((record) => String(record.value)));
    return (this.script.shift() ?? this.write)(records, this.write);
  }

  private readonly write: Write = (records) => {
    const positions = records.map(({ topic, partition, value }) => ({
      topic,
      partition,
      offset: this.written.push(String(value)) - 1,
    }));
    return Promise.resolve(positions);
  };

  reset(): void {
    this.resets += 1;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

export function recordWith(value: string): NewRecord {
  return { topic: 'transactions', partition: 0, key: 'key', value, headers: {} };
}
