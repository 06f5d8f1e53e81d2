import { decodeEvent, type TransactionReceived } from '@app/contracts';
import { LogSink, NotAppendedError, partitionOf, type NewRecord, type RecordPosition } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { AcceptTransaction } from './accept-transaction.command.js';
import { AcceptTransactionHandler } from './accept-transaction.handler.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

// Not real: the log. It keeps what it is given in memory, and refuses when told to.
class LogInMemory extends LogSink {
  readonly reachable = true;
  readonly records: NewRecord[] = [];

  constructor(private readonly refusal?: Error) {
    super();
  }

  append(record: NewRecord): Promise<RecordPosition> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    const offset = this.records.push(record) - 1;
    return Promise.resolve({ topic: record.topic, partition: record.partition, offset });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function command(traceparent?: string): AcceptTransaction {
  return new AcceptTransaction(
    {
      transaction_id: 'tx-1',
      source_account: 'acc-1',
      destination_account: 'acc-2',
      merchant_id: 'acc-2',
      amount_minor: '10050',
      currency: 'USD',
      exponent: 2,
      occurred_at: '2026-03-29T01:30:00Z',
      received_at: '2026-03-29T10:00:00.000Z',
      source: 'unsigned',
      defaulted_fields: ['merchant_id'],
    },
    traceparent,
  );
}

function eventOf(record: NewRecord | undefined): TransactionReceived {
  if (record === undefined) throw new Error('nothing was appended');
  const headers = Object.fromEntries(Object.entries(record.headers).map(([name, text]) => [name, Buffer.from(text)]));
  const encoded = { key: Buffer.from(record.key ?? ''), value: Buffer.from(record.value), headers };
  const event = decodeEvent(encoded, new Set(['TransactionReceived.v1'] as const));
  if (event === undefined) throw new Error('the record is another event');
  return event;
}

describe('AcceptTransactionHandler', () => {
  it('given a transaction, when executed, then the log has it as an event that decodes, in the partition of its id', async () => {
    const log = new LogInMemory();
    const position = await new AcceptTransactionHandler(log).execute(command());

    expect(position).toEqual({ topic: 'transactions', partition: partitionOf('tx-1', 12), offset: 0 });
    const event = eventOf(log.records[0]);
    expect(event).toMatchObject({
      type: 'TransactionReceived.v1',
      source: '/tidemark/ingestion',
      time: '2026-03-29T10:00:00.000Z',
      subject: 'tx-1',
      data: { ...command().transaction, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(event).not.toHaveProperty('traceparent');
  });

  it('given a trace, when executed, then the event carries it on', async () => {
    const log = new LogInMemory();
    await new AcceptTransactionHandler(log).execute(command(TRACEPARENT));
    expect(eventOf(log.records[0]).traceparent).toBe(TRACEPARENT);
  });

  it('given the same transaction twice, when executed, then the ids differ and the fingerprints do not', async () => {
    const log = new LogInMemory();
    const handler = new AcceptTransactionHandler(log);
    await handler.execute(command());
    await handler.execute(command());
    const [first, second] = log.records.map(eventOf);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.data.fingerprint).toBe(second?.data.fingerprint);
  });

  it('given a log that refuses, when executed, then its error comes through', async () => {
    const refusal = new NotAppendedError('full');
    await expect(new AcceptTransactionHandler(new LogInMemory(refusal)).execute(command())).rejects.toBe(refusal);
  });
});
