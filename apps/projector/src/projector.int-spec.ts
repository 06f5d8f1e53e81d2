import { newEventId, PARTITIONS, TOPICS, TransactionReceived } from '@app/contracts';
import { migrateUp } from '@app/database';
import { createLogAdmin, createLogSink, recordOf } from '@app/messaging';
import { kafkaConnection, listen, loadConfig, PinoLog, RuntimeConfig } from '@app/platform';
import { createTestDatabase, pollUntil, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { createProjectorApp } from './create-projector-app.js';
import { ProjectorConfig } from './projector.config.js';

const LOG = PinoLog.create('projector', loadConfig(RuntimeConfig, { LOG_LEVEL: 'silent' }));

describe('projector', () => {
  let test: TestDatabase;
  let projector: NestFastifyApplication;
  let url: string;

  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(async () => {
    await projector.close();
    await test.drop();
  });

  async function start(): Promise<void> {
    const env = {
      DATABASE_URL: test.url,
      KAFKA_BROKERS: testStack().kafkaBrokers,
      KAFKA_TOPIC_PREFIX: `${uniqueTopic()}.`,
    };
    const config = loadConfig(ProjectorConfig, env);
    const connection = kafkaConnection(config.kafka, 'projector-spec');
    const [admin, sink] = [
      createLogAdmin(connection, LOG),
      createLogSink(connection, { deadlineMs: 9_000, queueLimit: 10 }, LOG),
    ];
    for (const topic of TOPICS) {
      await admin.ensureTopic(topic, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    }
    await sink.append(recordOf(post()));
    await Promise.all([admin.close(), sink.close()]);
    projector = await createProjectorApp(config, LOG);
    url = `http://127.0.0.1:${String(await listen(projector, 0))}`;
  }

  const ready = async (): Promise<boolean> => (await fetch(`${url}/health/ready`)).ok;
  const reason = async (): Promise<string> => (await fetch(`${url}/health/ready`)).text();
  const transactions = async (): Promise<number> =>
    (await sql`SELECT FROM transaction_status_g1.transactions`.execute(test.database)).rows.length;

  it('given a database that is not migrated, when started, then it waits, says so, and goes on by itself', async () => {
    await start();
    await pollUntil(async () => (await reason()).includes('the database is not usable'), { what: 'the reason' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);

    await migrateUp(test.database, MIGRATIONS);

    await pollUntil(ready, { what: 'the projector to be ready' });
    await pollUntil(async () => (await transactions()) === 1, { what: 'the backlog to be applied' });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(
      /tidemark_projector_events_total\{generation="transaction-status_g1"\} 1/u,
    );
  });

  it('given a live generation of other code, when started, then it is left alone until it is this code’s', async () => {
    await migrateUp(test.database, MIGRATIONS);
    await sql`
      INSERT INTO projection_generations (projection, generation, schema_name, state, code_version, ddl_hash,
        reporting_zone, tzdata_version)
      VALUES ('transaction-status', 1, 'transaction_status_g1', 'promoted', 99, 'other', 'UTC', 'any')`.execute(
      test.database,
    );
    await start();
    await pollUntil(async () => (await reason()).includes('needs_rebuild'), { what: 'the reason' });
    const written = await sql`
      SELECT FROM log_positions WHERE reader = 'transaction-status_g1' UNION ALL SELECT FROM parked_records`.execute(
      test.database,
    );
    expect(written.rows).toHaveLength(0);

    await sql`DELETE FROM projection_generations WHERE code_version = 99`.execute(test.database);
    await pollUntil(ready, { what: 'the projector to be ready' });
    await pollUntil(async () => (await transactions()) === 1, { what: 'the backlog to be applied' });
  });
});

describe('ProjectorConfig', () => {
  it.each(['all', 'transaction-status', ' transaction-status '])(
    'given PROJECTIONS=%s, when read, then it is known',
    (text) => {
      const { projections } = loadConfig(ProjectorConfig, { PROJECTIONS: text });

      expect(projections.map(({ name }) => name)).toContain('transaction-status');
    },
  );

  it('given an unknown projection, when read, then the error names those that there are', () => {
    expect(() => loadConfig(ProjectorConfig, { PROJECTIONS: 'transaction-status,other' })).toThrow(
      /PROJECTIONS must be all, or some of .*transaction-status/u,
    );
  });
});

function post(): TransactionReceived & { readonly subject: string } {
  const transaction_id = 'tx-1';
  const received_at = '2026-03-29T01:30:05Z';
  return {
    id: newEventId(),
    type: TransactionReceived.type,
    source: '/tidemark/projector-spec',
    time: received_at,
    subject: transaction_id,
    data: {
      transaction_id,
      source_account: null,
      destination_account: null,
      merchant_id: null,
      amount_minor: '1',
      currency: 'EUR',
      exponent: 2,
      occurred_at: received_at,
      received_at,
      source: 'unsigned',
      fingerprint: 'f',
    },
  };
}
