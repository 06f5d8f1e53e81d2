import { newEventId, PARTITIONS, TransactionsDeleted } from '@app/contracts';
import { LogSink, recordInPartition, type NewRecord, type RecordPosition } from '@app/messaging';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { EVENT_SOURCE } from '../event-source.js';
import { DeleteTransactions } from './delete-transactions.command.js';

@CommandHandler(DeleteTransactions)
export class DeleteTransactionsHandler implements ICommandHandler<DeleteTransactions> {
  constructor(private readonly log: LogSink) {}

  /** @throws NotAppendedError, UnknownOutcomeError; some partitions may have it then, and deleting again is harmless */
  execute({ deletedAt }: DeleteTransactions): Promise<readonly RecordPosition[]> {
    const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
    return Promise.all(partitions.map((partition) => this.log.append(recordFor(partition, deletedAt))));
  }
}

function recordFor(partition: number, deletedAt: string): NewRecord {
  return recordInPartition(
    {
      id: newEventId(),
      type: TransactionsDeleted.type,
      source: EVENT_SOURCE,
      time: deletedAt,
      subject: null,
      data: { partition, deleted_at: deletedAt },
    },
    partition,
  );
}
