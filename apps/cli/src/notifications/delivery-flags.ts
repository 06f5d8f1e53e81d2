import { CHANNELS, type Channel } from '@app/contracts';
import { Option, type Command } from 'commander';

import { pastTime } from './past-time.js';

/** Which deliveries a command is about: channels of notifications. */
export interface DeliveryFlags<Status extends string> {
  readonly status?: Status;
  /** RFC 3339 UTC. */
  readonly since?: string;
  readonly until?: string;
  readonly channel?: Channel;
  readonly user?: string;
}

export function withDeliveryFlags(command: Command): Command {
  return command
    .option('--since <time>', 'last tried at that time or later: RFC 3339, or how long ago, such as 2h', pastTime)
    .option('--until <time>', 'last tried before that time', pastTime)
    .addOption(new Option('--channel <channel>', 'on this channel').choices(CHANNELS))
    .option('--user <user_id>', 'to this user');
}
