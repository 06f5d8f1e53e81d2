import { newEventId } from '@app/contracts';
import { recordOf, type RecordPosition } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  attempted,
  completed,
  requested,
  retryRequested,
} from '../../libs/projections/src/notification-log/notification-events.fixture.js';
import { atLeast, ReadStack, tokenOf, type RunningApp } from '../support/read-stack.js';

const LIST = '/v1/notifications';

interface Item {
  readonly notification_id: string;
  readonly logs: readonly { readonly channel: string; readonly status: string }[];
}
interface Page {
  readonly items: readonly Item[];
}

describe('given a notification that failed, was retried by hand and then sent', () => {
  const id = newEventId();
  const request = requested(newEventId(), { notification_id: id, rule: 'daily-summary', transaction_id: 'tx-1' });
  const sms = attempted(newEventId(), request, {
    ...{ result: 'failed', code: '550', error_message: 'no credit', attempted_at: '2026-03-29T18:00:01.5Z' },
  });
  const email = attempted(newEventId(), request, { channel: 'email', provider: 'smtp' });
  const retry = retryRequested(newEventId(), request, { channels: ['sms'] });
  const again = attempted(newEventId(), request, { attempt: 2, attempted_at: '2026-03-29T19:00:01Z' });
  const sent = completed(again, 'sent', '2026-03-29T19:00:02Z');
  let stack: ReadStack;
  let projector: RunningApp;
  let url: string;
  let last: RecordPosition;

  beforeAll(async () => {
    stack = await ReadStack.start();
    projector = await stack.startProjector();
    ({ url } = await stack.startReadApi());
    for (const event of [request, sms, email, completed(sms, 'failed'), retry, again, sent]) {
      last = await stack.append(event);
    }
  });
  afterAll(() => stack.close());

  it('when it is read, then every attempt is there, by channel, and who asked for the retry', async () => {
    const answer = await fetch(`${url}${LIST}/${id}`, { headers: atLeast(last) });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('consistency-token')).toBe(tokenOf(last));
    const attempt = { attempt: 1, next_attempt_at: null, attempted_at: '2026-03-29T18:00:01.5Z' };
    expect(await answer.json()).toEqual({
      ...{ notification_id: id, user_id: '12345', title: 'Daily Transaction Summary', channels: ['sms', 'email'] },
      body: 'Your total settled amount for today is 490000 Rials.',
      ...{ status: 'sent', rule: 'daily-summary', transaction_id: 'tx-1' },
      ...{ requested_at: '2026-03-29T18:00:00.123456Z', completed_at: '2026-03-29T19:00:02Z' },
      logs: [
        {
          ...{ channel: 'sms', status: 'success', attempts: 2, last_attempt_at: '2026-03-29T19:00:01Z' },
          ...{ error_message: null, provider: 'log', next_attempt_at: null },
          history: [
            { ...attempt, result: 'failed', provider: 'log', code: '550', error_message: 'no credit' },
            {
              ...{ ...attempt, attempt: 2, attempted_at: '2026-03-29T19:00:01Z' },
              ...{ result: 'success', provider: 'log', code: null, error_message: null },
            },
          ],
        },
        {
          ...{ channel: 'email', status: 'success', attempts: 1, last_attempt_at: '2026-03-29T18:00:01.5Z' },
          ...{ error_message: null, provider: 'smtp', next_attempt_at: null },
          history: [{ ...attempt, result: 'success', provider: 'smtp', code: null, error_message: null }],
        },
      ],
      retries: [{ requested_by: 'an operator', requested_at: '2026-03-29T19:00:00Z', channels: ['sms'] }],
    });
  });

  it('when listed, then the item is the same without what its channels tried', async () => {
    const one = (await (await fetch(`${url}${LIST}/${id}`, { headers: atLeast(last) })).json()) as Item;
    const { items } = (await (await fetch(`${url}${LIST}?user_id=12345`)).json()) as Page;

    const logs = one.logs.map((log) => Object.fromEntries(Object.entries(log).filter(([name]) => name !== 'history')));
    expect(items).toEqual([{ ...one, logs }]);
  });

  it('when read again with its ETag, or in capitals, then 304, and the same one', async () => {
    const etag = (await fetch(`${url}${LIST}/${id}`, { headers: atLeast(last) })).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag };

    expect((await fetch(`${url}${LIST}/${id.toUpperCase()}`, { headers })).status).toBe(304);
  });

  it('when another id is read, then 404 with a token; what is no UUID is 400', async () => {
    const absent = await fetch(`${url}${LIST}/${newEventId()}`);
    expect(absent.status).toBe(404);
    expect(absent.headers.get('consistency-token')).toMatch(/^notifications\.\d+-\d+$/u);
    expect(await absent.json()).toMatchObject({ code: 'notification-not-found', retryable: false });

    for (const none of ['tx-1', `${id}0`, id.replaceAll('-', '')]) {
      const answer = await fetch(`${url}${LIST}/${none}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/notification_id' }] });
    }
  });

  it('when a record of another cannot be applied, then that one is 503, and in the dead letters', async () => {
    const poisoned = newEventId();
    const record = recordOf(requested(newEventId(), { notification_id: poisoned }));
    await stack.sink.append({ ...record, value: '{' });
    const deadLetters = async (): Promise<unknown[]> => {
      const answer = await fetch(`${url}/v1/dead-letters?projection=notification-log`);
      return ((await answer.json()) as { readonly items: unknown[] }).items;
    };
    await pollUntil(async () => (await deadLetters()).length === 1, { what: 'the record to be parked' });

    expect(await deadLetters()).toMatchObject([{ topic: 'notifications', key: poisoned }]);
    expect((await fetch(`${url}${LIST}/${poisoned}`)).status).toBe(503);
  });

  it('when the projector stands still, then what was just asked for is 503, not 404', async () => {
    await stack.stop(projector);
    const unseen = newEventId();
    const position = await stack.append(requested(newEventId(), { notification_id: unseen }));

    expect((await fetch(`${url}${LIST}/${unseen}`)).status).toBe(503);
    projector = await stack.startProjector();
    expect((await fetch(`${url}${LIST}/${unseen}`, { headers: atLeast(position) })).status).toBe(200);
  });
});
