import type { Generation, Projection } from '@app/projections';

import { beginRebuild, isUnfinished, type RebuildRequest } from './begin-rebuild.js';
import { dropAbandoned } from './drop-generations.js';
import { generationRows, updateGeneration } from './generation-rows.js';
import { Progress, type ProgressOptions } from './progress.js';
import type { RebuildEngines } from './rebuild-engines.js';
import { RebuildRun, type RebuildOutcome } from './rebuild-run.js';
import { RebuildCancelledError } from './rebuild.errors.js';
import { whileAlone } from './running-lock.js';

export type RebuildOptions = RebuildRequest & Pick<ProgressOptions, 'signal' | 'onProgress'>;

/**
 * Builds the next generation of a read model from the log, beside the live one, compares both at one position vector, and
 * promotes it when they are equal (or leaves that to an operator). May be killed at any point and run again.
 *
 * @throws RebuildRunningError, RebuildCancelledError, RebuildRefusedError, NotComparedError, and whatever the engines throw
 */
export function rebuild(
  projection: Projection,
  options: RebuildOptions,
  engines: RebuildEngines,
): Promise<RebuildOutcome> {
  return whileAlone(engines.database, projection.name, async (lost) => {
    const begun = await beginRebuild(engines.database, projection, options);
    const signal = AbortSignal.any([options.signal, lost]);
    const { generation } = begun;
    const { throttle, onProgress } = options;
    const progress = new Progress(engines.database, generation, {
      throttle,
      isInPlace: begun.row.promote === 'in_place',
      indexes: projection.indexes(generation.schema).length,
      expectedRate: begun.lastRate,
      onProgress,
      signal,
    });
    try {
      return await new RebuildRun(projection, begun, options.reportingZone, engines, progress).run();
    } catch (error) {
      // Whatever it fell over: its tables may have gone under its feet.
      if (await isGivenUp(engines, generation)) throw new RebuildCancelledError({ cause: error });
      await recordFailure(engines, generation, error);
      throw error;
    } finally {
      await dropAbandoned(engines.database, projection.name).catch(() => undefined);
    }
  });
}

/** Carries out what was asked of a projector, or goes on with it. @returns undefined when nothing is to be done */
export async function rebuildUnattended(
  projection: Projection,
  options: Omit<RebuildOptions, 'promote' | 'throttle' | 'unattended'>,
  engines: RebuildEngines,
): Promise<RebuildOutcome | undefined> {
  const rows = await generationRows(engines.database, projection.name);
  const asked = rows.find((row) => row.unattended && isUnfinished(row));
  if (asked === undefined) return undefined;
  const { promote, throttle } = asked;
  return rebuild(projection, { ...options, promote, throttle: throttle ?? undefined, unattended: true }, engines);
}

async function isGivenUp({ database }: RebuildEngines, { projection, generation }: Generation): Promise<boolean> {
  const rows = await generationRows(database, projection).catch(() => undefined);
  return rows !== undefined && !rows.some((row) => row.generation === generation);
}

/** Whatever ends a rebuild can be tried again from where it stopped. */
async function recordFailure({ database }: RebuildEngines, generation: Generation, failure: unknown): Promise<void> {
  const error = failure instanceof Error ? failure.message : String(failure);
  await updateGeneration(database, generation, { error }).catch(() => undefined);
}
