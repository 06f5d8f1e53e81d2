import type { DomainEvent } from '@app/contracts';
import { listen, loadConfig, PinoLog, RuntimeConfig } from '@app/platform';
import type { RebuildOutcome } from '@app/rebuild';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';

import { createProjectorApp } from '../../apps/projector/src/create-projector-app.js';
import { ProjectorConfig } from '../../apps/projector/src/projector.config.js';
import { DatabaseBackup } from '../support/database-backup.js';
import { post, posts } from '../support/posts.js';
import { processorsUnderTest, type ProcessorsUnderTest, type RunningProcessor } from '../support/processor-app.js';
import { inheritedEnvironment } from '../support/system.config.js';
import { Cli } from './cli.js';

// Real: engines, processor and projector in this process, the built command line.

const BEFORE = 40;
const AFTER = 60;

describe('PostgreSQL restored from an older copy', () => {
  let processors: ProcessorsUnderTest;
  let running: { readonly processor: RunningProcessor; readonly projector: NestFastifyApplication } | undefined;

  beforeAll(async () => {
    processors = await processorsUnderTest();
  });
  afterAll(async () => {
    await stop();
    await processors.close();
  });

  async function start(): Promise<void> {
    const log = PinoLog.create('projector', loadConfig(RuntimeConfig, processors.env));
    const projector = await createProjectorApp(loadConfig(ProjectorConfig, processors.env), log);
    await listen(projector, 0);
    running = { projector, processor: await processors.startReady({ PROCESSING_DELAY_MS: '200' }) };
  }

  async function stop(): Promise<void> {
    await Promise.all([running?.projector.close(), running?.processor.stop()]);
    running = undefined;
  }

  const tidemark = (...args: readonly string[]): Cli =>
    new Cli(['rebuild', ...args, '--json'], { ...inheritedEnvironment(), ...processors.env });

  const untilProcessed = (count: number): Promise<unknown> =>
    pollUntil(
      async () => {
        const { rows } = await sql`SELECT FROM read.transactions WHERE status = 'PROCESSED'`.execute(
          processors.test.database,
        );
        return rows.length === count;
      },
      { what: `${String(count)} transactions are processed` },
    );

  it('given outcomes and a promotion since, when started again, then all catch up and nothing is decided twice', async () => {
    await start();
    await processors.write(...posts('before', BEFORE), post('before-0'), post('before-1', { amount_minor: '1' }));
    await untilProcessed(BEFORE);
    await stop();
    const backup = await DatabaseBackup.of(processors.test.url);

    await start();
    await processors.write(...posts('after', AFTER), post('before-2', { amount_minor: '1' }));
    await untilProcessed(BEFORE + AFTER);
    expect(await tidemark('transaction-status').json<RebuildOutcome>()).toMatchObject({
      state: 'promoted',
      generation: 2,
    });
    await stop();
    const told = await processors.written();
    await backup.restore();

    await start();
    await untilProcessed(BEFORE + AFTER);
    for (const name of ['transaction-status', 'summaries']) {
      const { comparison, ...outcome } = await tidemark(name).json<RebuildOutcome>();
      expect(outcome).toMatchObject({ state: 'promoted', generation: 2, resumed: false });
      expect(comparison).toMatchObject({ equal: true });
    }
    // A conflict is told before its claim is committed, so it is told again: the same event, which changes nothing.
    const isConflict = ({ type }: DomainEvent): boolean => type === 'TransactionConflictDetected.v1';
    const written = await processors.written();
    expect(written.filter((event) => !isConflict(event))).toEqual(told.filter((event) => !isConflict(event)));
    expect(new Set(written.map((event) => JSON.stringify(event)))).toEqual(
      new Set(told.map((event) => JSON.stringify(event))),
    );
  });
});
