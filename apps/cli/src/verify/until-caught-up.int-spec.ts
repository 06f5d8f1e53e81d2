import { PARTITIONS, TOPICS } from '@app/contracts';
import { createLogAdmin, createLogSink, createLogSource, partitionOf, recordOf } from '@app/messaging';
import { followedGenerations, projectionNamed } from '@app/projections';
import { createTestDatabase, testStack, uniqueTopic } from '@app/testing';
import { expect, it } from '@jest/globals';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { Findings } from './findings.js';
import { outcomeEvent, post, receivedEvent } from './history-events.fixture.js';
import { projectLog } from './projected-log.fixture.js';
import { untilCaughtUp } from './until-caught-up.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PATIENCE = { withinMs: 20_000, settled: true };

it('given a read model behind the processor, when all must be settled, then it waits for outcomes that are not in the log yet', async () => {
  const connection = { brokers: testStack().kafkaBrokers.split(','), clientId: 'verify', prefix: `${uniqueTopic()}.` };
  const admin = createLogAdmin(connection, QUIET);
  const settings = { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 };
  for (const topic of TOPICS) await admin.ensureTopic(topic, settings);
  const sink = createLogSink(connection, { deadlineMs: 10_000, queueLimit: 1_000 }, QUIET);
  const test = await createTestDatabase({ migrations: MIGRATIONS });
  const { database } = test;
  const engines = { admin, source: createLogSource(connection, QUIET), database, log: QUIET };
  try {
    const status = projectionNamed('transaction-status');
    await followedGenerations(database, status, 'UTC');
    const received = receivedEvent(post('tx-1'));
    await sink.append(recordOf(received));
    const partition = partitionOf('tx-1', PARTITIONS);
    const read = { reader: 'processor', topic: 'transactions', partition, next_offset: 1, last_event_id: received.id };
    await database.insertInto('log_positions').values(read).execute();

    const findings = new Findings();
    let isOver = false;
    const waiting = untilCaughtUp(database, admin, { ...PATIENCE, projections: [status] }, findings).then(() => {
      isOver = true;
    });
    await projectLog(status, 'UTC', engines);
    const wasOver = isOver;
    await sink.append(recordOf(outcomeEvent(received, 'PROCESSED')));
    await projectLog(status, 'UTC', engines);
    await waiting;

    expect({ wasOver, found: findings.total }).toEqual({ wasOver: false, found: 0 });
  } finally {
    await sink.close();
    await admin.close();
    await test.drop();
  }
});
