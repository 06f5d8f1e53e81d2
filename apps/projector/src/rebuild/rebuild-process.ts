import { createLogAdmin, createLogSource } from '@app/messaging';
import { kafkaConnection, loadConfig, PinoLog, type Log } from '@app/platform';
import { projectionNamed } from '@app/projections';
import { rebuildDatabases, RebuildCancelledError, RebuildRunningError, rebuildUnattended } from '@app/rebuild';

import { ProjectorConfig } from '../projector.config.js';

/**
 * Carries out the rebuild that was asked for over HTTP, in a process of its own: it reads in large batches, which would
 * be in the way of the projector's small ones. Ends with its projector; another one goes on with it.
 */
async function carryOut(name: string, config: ProjectorConfig, log: Log): Promise<void> {
  const projection = projectionNamed(name);
  const connection = kafkaConnection(config.kafka, 'tidemark-rebuild');
  const engines = {
    source: createLogSource(connection, log),
    admin: createLogAdmin(connection, log),
    log,
    ...rebuildDatabases(config.database.url),
  };
  const options = { signal: whenStopped(), onProgress: () => undefined, reportingZone: config.reporting.timeZone };
  log.info({ event: 'rebuild.begins', projection: name });
  const outcome = await rebuildUnattended(projection, options, engines);
  if (outcome === undefined) return;
  const { generation, state, events, seconds, refused } = outcome;
  log.info({ event: 'rebuild.ends', projection: name, generation, state, events, seconds, refused });
}

/** What takes long and cannot be interrupted, such as an index, is not waited for: it may be killed at any point. */
const STOP_WITHIN_MS = 3_000;

function whenStopped(): AbortSignal {
  const stop = new AbortController();
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) {
    process.once(event, () => {
      stop.abort(new Error('stopped; a projector goes on with it'));
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    });
  }
  return stop.signal;
}

const config = loadConfig(ProjectorConfig);
const log = PinoLog.create('rebuild', config.runtime);
try {
  await carryOut(process.argv[2] ?? '', config, log);
  process.exit(0);
} catch (error) {
  // Another projector was quicker, or an operator has ended it: nothing to try again.
  if (error instanceof RebuildRunningError || error instanceof RebuildCancelledError) process.exit(0);
  log.error({ event: 'rebuild.failed', projection: process.argv[2], error });
  process.exit(1);
}
