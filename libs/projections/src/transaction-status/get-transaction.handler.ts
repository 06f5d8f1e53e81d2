import type { Database } from '@app/database';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshReads, type FreshRead } from '../freshness/fresh-reads.js';
import { LogFrontier } from '../freshness/log-frontier.js';
import { readerOf } from '../generations/generation.js';
import { LiveGenerations } from '../generations/live-generations.js';
import { READ_DATABASE } from '../read-database.js';
import { findTransaction } from './find-transaction.js';
import { GetTransaction } from './get-transaction.query.js';
import { transactionStatus } from './transaction-status.projection.js';
import type { TransactionView } from './transaction-view.js';

@QueryHandler(GetTransaction)
export class GetTransactionHandler implements IQueryHandler<GetTransaction> {
  constructor(
    @Inject(READ_DATABASE) private readonly database: Database,
    private readonly generations: LiveGenerations,
    private readonly reads: FreshReads,
    private readonly frontier: LogFrontier,
  ) {}

  /** @throws NoLiveGenerationError */
  execute({ transactionId, consistency }: GetTransaction): Promise<FreshRead<TransactionView>> {
    const { name, topic } = transactionStatus;
    const partition = this.frontier.partitionOf(transactionId);
    return this.generations.reading(name, (generation) => {
      const place = { reader: readerOf(generation), topic, partition };
      return this.reads.read(place, consistency, () =>
        findTransaction(this.database, generation.schema, place, transactionId),
      );
    });
  }
}
