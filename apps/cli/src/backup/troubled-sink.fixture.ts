import {
  LogSink,
  NotAppendedError,
  UnknownOutcomeError,
  type AppendableRecord,
  type RecordPosition,
} from '@app/messaging';

import type { WritableLog } from '../engines/with-log.js';

interface Loss {
  /** How many records are sent without an answer; all behind them are refused, as by a sink that does not resend. */
  readonly answers: number;
  /** How many of those are written nevertheless. */
  readonly written: number;
}

/** A log whose sinks lose answers: the first one after as many records as `after` begins with, and so on. */
export function losingAnswers(log: WritableLog, after: readonly number[], loss: Loss): WritableLog {
  const troubles = [...after];
  const newSink: WritableLog['newSink'] = (options) => {
    const sink = log.newSink(options);
    return new TroubledSink(sink, (record, count) => answer(sink, record, count, loss), troubles.shift());
  };
  return { ...log, newSink };
}

/** A log that somebody else writes to as soon as the first record is appended. */
export function sharedWith(log: WritableLog, foreign: AppendableRecord): WritableLog {
  const newSink: WritableLog['newSink'] = (options) => {
    const sink = log.newSink(options);
    return new TroubledSink(sink, (record, count) => {
      if (count === 0) void sink.append(foreign);
      return sink.append(record);
    });
  };
  return { ...log, newSink };
}

async function answer(sink: LogSink, record: AppendableRecord, count: number, loss: Loss): Promise<RecordPosition> {
  if (count >= loss.answers) throw new NotAppendedError('the sink has ended');
  if (count < loss.written) await sink.append(record);
  throw new UnknownOutcomeError('not confirmed', { cause: new Error('the broker is tired') });
}

class TroubledSink extends LogSink {
  private appended = 0;

  constructor(
    private readonly sink: LogSink,
    private readonly troubled: (record: AppendableRecord, count: number) => Promise<RecordPosition>,
    private readonly from = 0,
  ) {
    super();
  }

  get reachable(): boolean {
    return this.sink.reachable;
  }

  append(record: AppendableRecord): Promise<RecordPosition> {
    const count = this.appended - this.from;
    this.appended += 1;
    return count < 0 ? this.sink.append(record) : this.troubled(record, count);
  }

  close(): Promise<void> {
    return this.sink.close();
  }
}
