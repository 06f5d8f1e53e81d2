import type { Channel } from '@app/contracts';
import type { Database } from '@app/database';
import type { DeliveryStatus } from '@app/domain';
import { liveGeneration, NoLiveGenerationError } from '@app/projections';
import { sql, type RawBuilder } from 'kysely';

import type { DeliveryFlags } from './delivery-flags.js';

/** One channel of a notification, as the read model has it. */
export interface FoundDelivery {
  readonly notification_id: string;
  readonly user_id: string;
  readonly channel: Channel;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly requested_at: Date;
  readonly last_attempt_at: Date | null;
  readonly provider: string | null;
  readonly error_message: string | null;
}

export interface DeliverySearch extends DeliveryFlags<DeliveryStatus> {
  /** Leave out those that are tried again by themselves. */
  readonly ended?: boolean;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/** One that nobody has tried yet counts as of when it was asked for. */
const TRIED_AT = sql`coalesce(delivery.last_attempt_at, notification.requested_at)`;

/** What fits in the generation that is read now, by when it was last tried. @throws NoLiveGenerationError */
export async function findDeliveries(database: Database, search: DeliverySearch): Promise<readonly FoundDelivery[]> {
  const { status, since, until, channel, user, ended, newestFirst, limit } = search;
  const live = await liveGeneration(database, 'notification-log');
  if (live === undefined) throw new NoLiveGenerationError('notification-log');
  const table = (name: string): RawBuilder<unknown> => sql.table(`${live.schema}.${name}`);
  const conditions = [
    sql`true`,
    ...(status === undefined ? [] : [sql`delivery.status = ${status}`]),
    ...(ended === true ? [sql`delivery.next_attempt_at IS NULL`] : []),
    ...(channel === undefined ? [] : [sql`delivery.channel = ${channel}`]),
    ...(user === undefined ? [] : [sql`notification.user_id = ${user}`]),
    ...(since === undefined ? [] : [sql`${TRIED_AT} >= ${since}::timestamptz`]),
    ...(until === undefined ? [] : [sql`${TRIED_AT} < ${until}::timestamptz`]),
  ];
  const { rows } = await sql<FoundDelivery>`
    SELECT notification_id, notification.user_id, delivery.channel, delivery.status, delivery.attempts,
      notification.requested_at, delivery.last_attempt_at, delivery.provider, delivery.error_message
    FROM ${table('deliveries')} AS delivery JOIN ${table('notifications')} AS notification USING (notification_id)
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY ${TRIED_AT} ${newestFirst === true ? sql`DESC` : sql`ASC`}, notification_id, delivery.channel
    ${limit === undefined ? sql`` : sql`LIMIT ${limit}`}`.execute(database);
  return rows;
}
