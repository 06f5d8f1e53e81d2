import { listen, loadConfig, PinoLog, RuntimeConfig } from '@app/platform';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { createProjectorApp } from '../create-projector-app.js';
import { ProjectorConfig } from '../projector.config.js';

const LOG = PinoLog.create('projector', loadConfig(RuntimeConfig, { LOG_LEVEL: 'silent' }));

// Real: PostgreSQL. This projector carries out no rebuild of summaries, so that what is asked for stays as it is.
describe('rebuilds over HTTP', () => {
  let test: TestDatabase;
  let projector: NestFastifyApplication;
  let url: string;

  beforeEach(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
    const env = { DATABASE_URL: test.url, KAFKA_BROKERS: '127.0.0.1:1', PROJECTIONS: 'notification-log' };
    projector = await createProjectorApp(loadConfig(ProjectorConfig, env), LOG);
    url = `http://127.0.0.1:${String(await listen(projector, 0))}/v1/projections/summaries/rebuilds`;
  });
  afterEach(async () => {
    await projector.close();
    await test.drop();
  });

  const post = async (path: string, body?: object): Promise<{ readonly status: number; readonly answer: unknown }> => {
    const json = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { method: 'POST', ...json });
    return { status: response.status, answer: await response.json() };
  };

  it('given several that ask at once, when answered, then one of them has its rebuild, and the others are refused', async () => {
    const asked = await Promise.all(
      [1, 2, 3, 4, 5].map((throttle) => post('', { promote: throttle === 1 ? 'manual' : 'auto', throttle })),
    );

    const accepted = asked.filter(({ status }) => status === 202);
    expect(asked.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    expect(await (await fetch(url)).json()).toEqual({ items: accepted.map(({ answer }) => answer) });
  });

  it('given a rebuild in place that is to be promoted later, when asked for, then it is refused and nothing is begun', async () => {
    expect(await post('', { in_place: true, promote: 'manual' })).toMatchObject({
      status: 400,
      answer: { errors: [{ pointer: '#/promote' }] },
    });
    expect(await (await fetch(url)).json()).toEqual({ items: [] });
  });

  it.each(['7', '01', '-1', 'x', '99999999999999999999'])(
    'given there is no generation %s, when it is to be promoted, then it is not found',
    async (generation) => {
      await post('');

      expect(await post(`/${generation}/promote`)).toMatchObject({
        status: 404,
        answer: { detail: `There is no generation ${generation} of summaries` },
      });
    },
  );

  it('given one that is being built, when it is to be promoted, then it is refused', async () => {
    await post('');

    expect(await post('/1/promote')).toMatchObject({ status: 409, answer: { code: 'rebuild-refused' } });
  });
});
