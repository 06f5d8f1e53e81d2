import { newEventId } from '@app/contracts';
import { PROJECTIONS } from '@app/projections';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { requested } from '../../libs/projections/src/notification-log/notification-events.fixture.js';
import { received } from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { ReadStack } from '../support/read-stack.js';

interface Item {
  readonly name: string;
  readonly state: string;
  readonly generation: number;
  readonly parked: number;
  readonly rate: number | null;
  readonly rebuild: unknown;
  readonly lag: { readonly events: number; readonly ms: number };
  readonly positions: readonly { readonly position: number; readonly end: number }[];
}

describe('GET /v1/projections', () => {
  let stack: ReadStack;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    ({ url } = await stack.startReadApi());
  });
  afterAll(() => stack.close());

  const items = async (): Promise<readonly Item[]> => {
    const answer = await fetch(`${url}/v1/projections`);
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { readonly items: readonly Item[] }).items;
  };

  it('given no projector, when asked, then nothing is built; with one, every read model is there and comes to the end', async () => {
    expect((await items()).map(({ name, state }) => [name, state])).toEqual(
      PROJECTIONS.map(({ name }) => [name, 'not_built']),
    );

    await stack.append(received(newEventId()));
    await stack.append(requested(newEventId()));
    await stack.startProjector();
    await pollUntil(async () => (await items()).every((item) => item.state === 'promoted' && item.lag.events === 0), {
      what: 'every read model at the end of its topic',
    });

    for (const item of await items()) {
      expect(item).toMatchObject({ generation: 1, parked: 0, rebuild: null });
      expect(item.lag.ms).toBeLessThan(10_000);
      expect(item.positions).toHaveLength(12);
      expect(item.positions.reduce((sum, { position }) => sum + position, 0)).toBe(1);
    }
  });
});
