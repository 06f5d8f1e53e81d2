import type { RecordPosition } from '@app/messaging';
import { Command } from '@nestjs/cqrs';

/** Tell every partition that what was before is gone. Its result is where that is written, by partition. */
export class DeleteTransactions extends Command<readonly RecordPosition[]> {
  constructor(
    /** RFC 3339 UTC. */
    readonly deletedAt: string,
  ) {
    super();
  }
}
