import { newEventId, TransactionReceived } from '@app/contracts';
import { fingerprint } from '@app/domain';
import { LogSink, recordOf, type RecordPosition } from '@app/messaging';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { EVENT_SOURCE } from '../event-source.js';
import { AcceptTransaction } from './accept-transaction.command.js';

@CommandHandler(AcceptTransaction)
export class AcceptTransactionHandler implements ICommandHandler<AcceptTransaction> {
  constructor(private readonly log: LogSink) {}

  /** @throws NotAppendedError, UnknownOutcomeError */
  execute({ transaction, traceparent }: AcceptTransaction): Promise<RecordPosition> {
    const event: TransactionReceived = {
      // Made here, once: whoever sends the record again sends the same id.
      id: newEventId(),
      type: TransactionReceived.type,
      source: EVENT_SOURCE,
      time: transaction.received_at,
      subject: transaction.transaction_id,
      data: { ...transaction, fingerprint: fingerprint(transaction) },
      ...(traceparent !== undefined && { traceparent }),
    };
    return this.log.append(recordOf({ ...event, subject: transaction.transaction_id }));
  }
}
