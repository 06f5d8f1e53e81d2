import type { Database } from '@app/database';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { QUERY_TIMEOUT_MS, within } from '../freshness/within.js';
import { READ_DATABASE } from '../read-database.js';
import { deadLetterPage } from './dead-letter-page.js';
import type { DeadLetterPage } from './dead-letter.js';
import { ListDeadLetters } from './list-dead-letters.query.js';

@QueryHandler(ListDeadLetters)
export class ListDeadLettersHandler implements IQueryHandler<ListDeadLetters> {
  constructor(@Inject(READ_DATABASE) private readonly database: Database) {}

  execute({ page: { filters, limit, after } }: ListDeadLetters): Promise<DeadLetterPage> {
    const page = deadLetterPage(this.database, filters, limit, after);
    return within(page, QUERY_TIMEOUT_MS, 'the database did not answer');
  }
}
