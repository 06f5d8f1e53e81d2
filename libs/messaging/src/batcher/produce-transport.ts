import type { AppendableRecord, RecordPosition } from '../log/log-record.js';

/** One way to write records, one call at a time. What it does not confirm counts as not written. */
export interface ProduceTransport {
  /**
   * @returns one entry a record, in order: its position where the broker confirmed it, else `undefined`
   * @throws NotAppendedError when nothing was handed to a broker; any other error leaves the outcome unknown
   */
  send(records: readonly AppendableRecord[]): Promise<readonly (RecordPosition | undefined)[]>;

  /** Throws the connection away: after a failure its late writes must not mix with new ones. */
  reset(): void;

  close(): Promise<void>;
}
