import type { FingerprintedData } from '@app/domain';
import type { RecordPosition } from '@app/messaging';
import { Command } from '@nestjs/cqrs';

/** Write one reported transaction to the log. Its result is the place that the log confirmed. */
export class AcceptTransaction extends Command<RecordPosition> {
  constructor(
    readonly transaction: FingerprintedData,
    /** W3C trace context of the request, when it had a valid one. */
    readonly traceparent?: string,
  ) {
    super();
  }
}
