import { NotAppendedError, partitionOf } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { eventOf, LogInMemory } from '../log-in-memory.fixture.js';
import { AcceptTransaction } from './accept-transaction.command.js';
import { AcceptTransactionHandler } from './accept-transaction.handler.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

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
    expect(first?.data).toEqual(second?.data);
  });

  it('given a log that refuses, when executed, then its error comes through', async () => {
    const refusal = new NotAppendedError('full');
    await expect(new AcceptTransactionHandler(new LogInMemory(refusal)).execute(command())).rejects.toBe(refusal);
  });
});
