import type { Channel } from '@app/contracts';

import { MayBeLeftOut } from '../intake/body-field.js';
import { bodySchemaOf } from '../intake/posted-body.js';
import { Channels } from './notification-fields.js';

/** The body of `POST /v1/notifications/:id/retries`. */
export class RetryDto {
  /** Every channel that failed or is unknown when left out. */
  @MayBeLeftOut()
  @Channels()
  channels?: Channel[];
}

export const RETRY_BODY = bodySchemaOf(RetryDto);
