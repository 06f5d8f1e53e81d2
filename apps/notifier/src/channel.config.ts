import type { Channel } from '@app/contracts';
import { type ConfigClass, Env, int, list, oneOf } from '@app/platform';

import { SENDERS } from './senders/index.js';

/** How one channel is served. */
export interface ChannelConfig {
  /** Names of senders; the first is asked, the others in turn where it fails. */
  readonly providers: readonly string[];
  readonly maxAttempts: number;
  readonly deadlineMs: number;
  readonly concurrency: number;
  /** Undefined: as UNKNOWN_OUTCOME says, or else the channel's default. */
  readonly unknownOutcome: 'retry' | 'hold' | undefined;
}

export const UNKNOWN_OUTCOMES = ['retry', 'hold'] as const;

/** The settings of one channel: the same for each, by its own variables. */
export function channelConfig(channel: Channel, deadlineMs: string): ConfigClass<ChannelConfig> {
  const prefix = channel.toUpperCase();
  const names: readonly string[] = SENDERS.filter((sender) => sender.channels.some((it) => it === channel)).map(
    ({ name }) => name,
  );

  class Config implements ChannelConfig {
    @Env(`${prefix}_PROVIDERS`, {
      as: list(oneOf(...names)),
      default: 'log',
      describe: `Who sends ${channel}, in order of failover: ${names.join(', ')}`,
    })
    readonly providers!: readonly string[];

    @Env(`${prefix}_MAX_ATTEMPTS`, {
      as: int({ min: 1, max: 100 }),
      default: '50',
      describe: `How often each provider of ${channel} is asked about one message before that fails`,
    })
    readonly maxAttempts!: number;

    @Env(`${prefix}_DEADLINE_MS`, {
      as: int({ min: 1_000, max: 30 * 86_400_000 }),
      default: deadlineMs,
      describe: `From a request until its ${channel} is not sent any more`,
    })
    readonly deadlineMs!: number;

    @Env(`${prefix}_CONCURRENCY`, {
      as: int({ min: 1, max: 1_000 }),
      default: '32',
      describe: `Messages by ${channel} under way at one time in one process`,
    })
    readonly concurrency!: number;

    @Env(`${prefix}_UNKNOWN_OUTCOME`, {
      as: oneOf(...UNKNOWN_OUTCOMES),
      optional: true,
      describe: `retry or hold for ${channel}; as UNKNOWN_OUTCOME says when empty`,
    })
    readonly unknownOutcome!: 'retry' | 'hold' | undefined;
  }
  return Config;
}
