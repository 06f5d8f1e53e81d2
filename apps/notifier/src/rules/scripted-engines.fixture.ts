import { LogAdmin, LogSink, type NewRecord, type RecordPosition } from '@app/messaging';

/** Dies with what it has appended, as often as it is told to: the record is in the log and nobody knows. */
export class DyingSink extends LogSink {
  deaths = 0;

  constructor(private readonly sink: LogSink) {
    super();
  }

  get reachable(): boolean {
    return this.sink.reachable;
  }

  async append(record: NewRecord): Promise<RecordPosition> {
    const position = await this.sink.append(record);
    if (this.deaths === 0) return position;
    this.deaths -= 1;
    throw new Error('killed after the append');
  }

  close(): Promise<void> {
    return this.sink.close();
  }
}

/** Counts the questions by which a daily rule finds out whether the summaries are behind. */
export class CountingAdmin extends LogAdmin {
  questions = 0;

  constructor(private readonly admin: LogAdmin) {
    super();
  }

  offsetsAt(topic: string, timestamp: number): ReturnType<LogAdmin['offsetsAt']> {
    this.questions += 1;
    return this.admin.offsetsAt(topic, timestamp);
  }

  offsets(topic: string): ReturnType<LogAdmin['offsets']> {
    return this.admin.offsets(topic);
  }

  describe(topic: string): ReturnType<LogAdmin['describe']> {
    return this.admin.describe(topic);
  }

  ensureTopic(...args: Parameters<LogAdmin['ensureTopic']>): ReturnType<LogAdmin['ensureTopic']> {
    return this.admin.ensureTopic(...args);
  }

  cluster(): ReturnType<LogAdmin['cluster']> {
    return this.admin.cluster();
  }

  close(): Promise<void> {
    return this.admin.close();
  }
}
