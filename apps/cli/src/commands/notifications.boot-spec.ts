import { consequenceId, newEventId, type Channel, type DomainEvent, type NotificationAttempted } from '@app/contracts';
import { KafkaConfig, kafkaConnection, loadConfig } from '@app/platform';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { followTopic } from '../../../../test/support/followed-log.js';
import { ReadStack } from '../../../../test/support/read-stack.js';
import { SILENT_LOG } from '../engines/with-log.js';
import { childEnvironment } from '../start/start.config.js';
import { runCli, type CliRun } from './cli.fixture.js';

const REQUESTED_AT = '2026-03-29T10:00:00.000Z';
const idOf = (name: string): string => consequenceId('notification', name);

interface Result {
  readonly channel: Channel;
  readonly result: NotificationAttempted['data']['result'];
  readonly at: string;
  readonly next_attempt_at?: string;
}

const at = (hour: number): string => `2026-03-29T${hour}:30:00.000Z`;

/** What became of each notification, before anybody tries again. */
const HISTORY: Readonly<Record<string, { readonly user: string; readonly results: readonly Result[] }>> = {
  'one-failed': {
    user: 'ann',
    results: [
      { channel: 'sms', result: 'failed', at: at(10) },
      { channel: 'email', result: 'success', at: at(10) },
    ],
  },
  'failed-and-unknown': {
    user: 'bob',
    results: [
      { channel: 'email', result: 'failed', at: at(12) },
      { channel: 'sms', result: 'unknown', at: at(12) },
    ],
  },
  'tried-again': { user: 'bob', results: [{ channel: 'sms', result: 'unknown', at: at(13), next_attempt_at: at(20) }] },
  'both-failed': {
    user: 'ann',
    results: [
      { channel: 'sms', result: 'failed', at: at(14) },
      { channel: 'telegram', result: 'failed', at: at(14) },
    ],
  },
  untried: { user: 'ann', results: [] },
};

// Real: broker, database, the projector in this process, the built command line as a child.
describe('tidemark notifications', () => {
  let stack: ReadStack;
  let env: NodeJS.ProcessEnv;
  const tidemark = (...args: readonly string[]): Promise<CliRun> => runCli(['notifications', ...args], env);
  /** Name and channels of what a dry run finds. */
  const found = async (...args: readonly string[]): Promise<readonly string[]> =>
    namesIn(await tidemark('retry', '--dry-run', '--json', ...args));

  beforeAll(async () => {
    stack = await ReadStack.start();
    env = childEnvironment(stack.env);
    await stack.appendAll(
      Object.entries(HISTORY).flatMap(([name, { user, results }]) => eventsOf(name, user, results)),
    );
    await stack.startProjector();
    await pollUntil(async () => namesIn(await tidemark('list', '--json')).length === 8, {
      what: 'the read model has all of it',
    });
  });
  afterAll(() => stack.close());

  it('given deliveries, when listed, then the newest come first, by any filter', async () => {
    expect(namesIn(await tidemark('list', '--json', '--status', 'pending'))).toEqual(['untried sms']);
    expect(namesIn(await tidemark('list', '--json', '--user', 'bob', '--channel', 'sms'))).toEqual([
      'tried-again sms',
      'failed-and-unknown sms',
    ]);
    const { stdout } = await tidemark('list', '--limit', '1');
    expect(stdout).toMatch(new RegExp(`^notification .*\n${idOf('both-failed')} +ann .* failed .*\nand more`, 'u'));
  });

  it('given filters, when looked for, then what failed, or stays unknown, oldest first', async () => {
    const failed = ['one-failed sms', 'failed-and-unknown email', 'both-failed sms', 'both-failed telegram'];
    expect(await found()).toEqual(failed);
    expect(await found('--status', 'unknown')).toEqual(['failed-and-unknown sms']);
    expect(await found('--since', at(12))).toEqual(failed.slice(1));
    expect(await found('--since', at(12), '--until', at(14))).toEqual(failed.slice(1, 2));
    expect(await found('--channel', 'telegram')).toEqual(['both-failed telegram']);
    expect(await found('--user', 'bob')).toEqual(['failed-and-unknown email']);
    expect(await found('--since', '1s')).toEqual([]);
    const { stdout } = await tidemark('retry', '--dry-run', '--user', 'ann');
    expect(stdout).toMatch(/3 channels of 2 notifications would be tried again\n$/u);
  });

  it.each([
    [[]],
    [['--json']],
    [['--yes', '--status', 'success']],
    [['--yes', '--since', 'yesterday']],
    [['--yes', '--channel', 'pigeon']],
  ])('given %j and nobody to ask, when run, then the command line is wrong and nothing is written', async (args) => {
    expect(await tidemark('retry', ...args)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await written()).toEqual([]);
  });

  it('given what failed, when retried, then one event a notification, of these channels only, and then nothing is left', async () => {
    const { exitCode, json } = await tidemark('retry', '--yes', '--json', '--rate', '100/s');

    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ summary: { requested: 3, not_confirmed: 0, not_asked: 0 } });
    const events = await written();
    expect(new Map(events.map(({ data }) => [data.notification_id, data.channels]))).toEqual(
      new Map([
        [idOf('one-failed'), ['sms']],
        [idOf('failed-and-unknown'), ['email']],
        [idOf('both-failed'), ['sms', 'telegram']],
      ]),
    );
    for (const { source, data } of events) {
      expect(source).toBe('/tidemark/cli');
      expect(data.requested_by).toMatch(/^.+@.+$/u);
    }
    await pollUntil(async () => (await found()).length === 0, { what: 'the read model has the retries' });
    expect(await found('--status', 'unknown')).toEqual(['failed-and-unknown sms']);
    expect((await tidemark('retry', '--yes')).stdout).toBe('there is nothing to try again\n');
    expect(await written()).toHaveLength(3);
  });

  /** The retries that are in the log. */
  async function written(): Promise<readonly Extract<DomainEvent, { type: 'NotificationRetryRequested.v1' }>[]> {
    const kafka = kafkaConnection(loadConfig(KafkaConfig, stack.env), 'boot-spec');
    const followed = await followTopic('notifications', kafka, SILENT_LOG);
    try {
      return (await followed.events()).filter((event) => event.type === 'NotificationRetryRequested.v1');
    } finally {
      await followed.close();
    }
  }
});

function eventsOf(name: string, user_id: string, results: readonly Result[]): readonly DomainEvent[] {
  const notification_id = idOf(name);
  const envelope = { source: '/spec', time: REQUESTED_AT, subject: notification_id };
  const channels: Channel[] = results.length === 0 ? ['sms'] : results.map(({ channel }) => channel);
  return [
    {
      ...envelope,
      id: newEventId(),
      type: 'NotificationRequested.v1',
      data: {
        notification_id,
        user_id,
        title: name,
        body: 'Settled',
        channels,
        requested_at: REQUESTED_AT,
        source: 'unsigned',
      },
    },
    ...results.map(({ at: attempted_at, ...result }): DomainEvent => ({
      ...envelope,
      id: newEventId(),
      type: 'NotificationAttempted.v1',
      data: { notification_id, attempt: 1, provider: 'log', attempted_at, ...result },
    })),
  ];
}

function namesIn({ json }: CliRun): readonly string[] {
  const { items } = json as { items: readonly { notification_id: string; channel: string }[] };
  const names = new Map(Object.keys(HISTORY).map((name) => [idOf(name), name]));
  return items.map((it) => `${names.get(it.notification_id) ?? '?'} ${it.channel}`);
}
