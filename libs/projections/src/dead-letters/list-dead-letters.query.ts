import { Query } from '@nestjs/cqrs';

import type { DeadLetterPage } from './dead-letter.js';
import type { PageRequest } from './list-request.js';

/** A page of what is parked and why, by reader and place in the log. */
export class ListDeadLetters extends Query<DeadLetterPage> {
  constructor(readonly page: PageRequest) {
    super();
  }
}
