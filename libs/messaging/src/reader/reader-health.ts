import type { LogAdmin } from '../log/log-admin.js';
import type { OwnedPartition } from './owned-partition.js';

export type ReaderState = 'starting' | 'running' | 'retrying' | 'stopped';

export interface ReaderHealth {
  readonly state: ReaderState;
  /** Why it is retrying or has stopped. */
  readonly error?: Error;
  /** Applied positions (the next offset) of the partitions that this process owns. */
  readonly positions: ReadonlyMap<number, number>;
}

/** @param troubles of the log client, and of the last failed apply; the latter counts while a partition is failing */
export function healthOf(
  state: 'starting' | 'assigned' | 'stopped',
  owned: ReadonlyMap<number, OwnedPartition>,
  troubles: { readonly client: Error | undefined; readonly apply: Error | undefined },
): ReaderHealth {
  const positions = new Map([...owned].map(([partition, { applied }]) => [partition, applied]));
  const failing = [...owned.values()].some(({ failures }) => failures > 0);
  const error = state === 'stopped' ? troubles.apply : (troubles.client ?? (failing ? troubles.apply : undefined));
  return {
    state: shownState(state, failing || error !== undefined),
    positions,
    ...(error === undefined ? {} : { error }),
  };
}

function shownState(state: 'starting' | 'assigned' | 'stopped', troubled: boolean): ReaderState {
  if (state === 'stopped') return 'stopped';
  if (troubled) return 'retrying';
  return state === 'assigned' ? 'running' : 'starting';
}

/** Why a reader cannot be relied on now; `undefined` when it can. */
export type ReaderProblem = string | undefined;

/**
 * Judges a reader against the broker's log: stopped or retrying, or its oldest unapplied record is older than `maxLagMs`.
 *
 * @param now milliseconds since 1970
 */
export async function readerProblem(
  health: ReaderHealth,
  log: { readonly admin: LogAdmin; readonly topic: string },
  maxLagMs: number,
  now: number,
): Promise<ReaderProblem> {
  if (health.state !== 'running') return `${health.state}${health.error ? `: ${health.error.message}` : ''}`;
  const due = await log.admin.offsetsAt(log.topic, now - maxLagMs);
  const late = [...health.positions].filter(([partition, position]) => position < (due.get(partition) ?? 0));
  if (late.length === 0) return undefined;
  const partitions = late.map(([partition]) => partition).join(', ');
  return `records older than ${String(maxLagMs)} ms are not applied in partitions ${partitions}`;
}
