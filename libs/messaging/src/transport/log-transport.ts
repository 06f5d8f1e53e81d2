import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

import { PositionedReader } from '../reader/positioned-reader.js';
import type { ReadBatch } from '../reader/read-batch.js';
import { readerProblem } from '../reader/reader-health.js';
import type { ReaderEngines } from '../reader/reader-options.js';
import { LOG_TRANSPORT, type LogReaderMetadata } from './log-reader.decorator.js';

/**
 * The log as a Nest transport: each `@LogReader` method becomes a positioned reader that hands it whole batches. Nest's
 * own Kafka server works message by message and knows nothing of positions in PostgreSQL.
 */
export class LogTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = LOG_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  private readonly readers = new Map<string, { readonly topic: string; readonly reader: PositionedReader }>();

  constructor(private readonly engines: ReaderEngines) {
    super();
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    for (const handler of this.messageHandlers.values()) await this.start(handler);
    callback();
  }

  async close(): Promise<void> {
    await Promise.all([...this.readers.values()].map(({ reader }) => reader.stop()));
  }

  reader(name: string): PositionedReader {
    const found = this.readers.get(name);
    if (found === undefined) throw new Error(`no reader is called ${name}, or it has not been started`);
    return found.reader;
  }

  /**
   * Why readers cannot be relied on now, by reader; empty when all is well.
   *
   * @param now milliseconds since 1970
   */
  async problems(maxLagMs: number, now: number): Promise<ReadonlyMap<string, string>> {
    const problems = new Map<string, string>();
    for (const [name, { reader, topic }] of this.readers) {
      const problem = await readerProblem(reader.health(), { admin: this.engines.admin, topic }, maxLagMs, now);
      if (problem !== undefined) problems.set(name, problem);
    }
    return problems;
  }

  on(): never {
    throw new Error('the log emits no transport events');
  }

  unwrap(): never {
    throw new Error('the log has no one client to hand out');
  }

  private async start(handler: MessageHandler): Promise<void> {
    const { events, ...metadata } = handler.extras?.['logReader'] as LogReaderMetadata;
    const { reader, topic } = metadata;
    const options = { ...metadata, subscription: new Set(events), apply: applyWith(handler) };
    const started = new PositionedReader(options, this.engines);
    this.readers.set(reader, { topic, reader: started });
    await started.start();
  }
}

function applyWith(handler: MessageHandler): (batch: ReadBatch) => Promise<void> {
  return async (batch) => {
    const result: unknown = await handler(batch);
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  };
}
