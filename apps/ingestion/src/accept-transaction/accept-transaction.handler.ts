import { newEventId, TransactionReceived } from '@app/contracts';
import { fingerprint } from '@app/domain';
import { LogSink, recordOf, type RecordPosition } from '@app/messaging';
import { crashPoint } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { EVENT_SOURCE } from '../event-source.js';
import { AcceptTransaction } from './accept-transaction.command.js';

@CommandHandler(AcceptTransaction)
export class AcceptTransactionHandler implements ICommandHandler<AcceptTransaction> {
  constructor(private readonly log: LogSink) {}

  /** @throws NotAppendedError, UnknownOutcomeError */
  async execute({ transaction, traceparent }: AcceptTransaction): Promise<RecordPosition> {
    const record = recordOf({
      // Made here, once: whoever sends the record again sends the same id.
      id: newEventId(),
      type: TransactionReceived.type,
      source: EVENT_SOURCE,
      time: transaction.received_at,
      subject: transaction.transaction_id,
      data: { ...transaction, fingerprint: fingerprint(transaction) },
      ...(traceparent !== undefined && { traceparent }),
    });
    crashPoint('ingestion.before-produce');
    const position = await this.log.append(record);
    crashPoint('ingestion.after-ack');
    return position;
  }
}
