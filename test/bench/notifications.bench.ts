import { newEventId, type Channel, type NotificationRequested } from '@app/contracts';
import type { Database } from '@app/database';
import { createLogSink, recordOf, type Keyed, type LogSink } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

import { SILENT, type System } from '../support/system.js';
import { residentMb, type Figure } from './measure.js';
import { postNotifications } from './post-notifications.js';
import type { Receivers } from './receivers.js';

/** Notifications from the post to the read model, by mail, past a receiver that never answers, and over a long time. */
export async function benchNotifications(system: System, database: Database, receivers: Receivers): Promise<Figure[]> {
  await system.start('ingestion', 'notifier', 'projector', 'read-api');
  const sink = createLogSink(
    { brokers: [system.kafka.brokers], clientId: 'bench', prefix: '', ssl: false },
    { deadlineMs: 30_000, queueLimit: 200_000 },
    SILENT,
  );
  try {
    const bench = new Bench(system, sink);
    // Processes that have just started still compile their code.
    await bench.send('sms', 3_000, ['u-1']);
    const posted = await endToEnd(system, database, 20_000);
    const mails = await bench.send('email', 4_000, ['someone@example.com']);
    const alone = await bench.send('webhook', 4_000, [receivers.quickUrl]);
    const beside = await bench.send('webhook', 4_000, [receivers.quickUrl], [receivers.deadUrl]);
    const early = residentMb(system.process('notifier').pid);
    const many = await bench.send('sms', 100_000, ['u-1']);
    const late = residentMb(system.process('notifier').pid);
    return [
      rate('notifications: log sender, from the post to the read model', posted, '>= 500', posted >= 500),
      rate('notifications: log sender, 100,000 that are in the log', many, '>= 500', many >= 500),
      rate('notifications: SMTP to a local server', mails, '>= 200', mails >= 200),
      rate('notifications: webhooks to a local receiver', alone),
      rate(
        'notifications: … with a quarter as many to one that never answers',
        beside,
        '>= 90 % of that',
        beside >= 0.9 * alone,
      ),
      { name: 'memory: notifier before the 100,000', value: early, unit: 'MB' },
      {
        name: 'memory: notifier after the 100,000',
        value: late,
        unit: 'MB',
        target: 'flat',
        reached: late <= early + 50,
      },
    ];
  } finally {
    await sink.close();
  }
}

class Bench {
  constructor(
    private readonly system: System,
    private readonly sink: LogSink,
  ) {}

  /**
   * Writes requests into the log and waits until so many have succeeded.
   *
   * @param recipients in turn
   * @param beside others, after every fourth, that are not waited for
   * @returns successes per second, by the notifier's own count
   */
  async send(
    channel: Channel,
    count: number,
    recipients: readonly string[],
    beside: readonly string[] = [],
  ): Promise<number> {
    const before = await this.successes(channel);
    const start = performance.now();
    const requests = Array.from({ length: count }, (_, n) => {
      const own = requested(channel, recipients[n % recipients.length] ?? '');
      const other = n % 4 === 0 ? beside[n % beside.length] : undefined;
      return other === undefined ? [own] : [own, requested(channel, other)];
    });
    await Promise.all(requests.flat().map((request) => this.sink.append(recordOf(request))));
    await pollUntil(async () => (await this.successes(channel)) >= before + count, {
      what: `${String(count)} by ${channel} are sent`,
      timeoutMs: 600_000,
      intervalMs: 50,
    });
    return Math.round((1_000 * count) / (performance.now() - start));
  }

  private async successes(channel: Channel): Promise<number> {
    const text = await (await fetch(`${this.system.url('notifier')}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('tidemark_notifier_attempts_total{'));
    const own = lines.filter((line) => line.includes(`channel="${channel}"`) && line.includes('result="success"'));
    return own.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }
}

async function endToEnd(system: System, database: Database, count: number): Promise<number> {
  const before = await sent(database);
  const start = performance.now();
  const { accepted } = await postNotifications(system.url('ingestion'), count);
  await pollUntil(async () => (await sent(database)) >= before + accepted, {
    what: 'the read model says that all are sent',
    timeoutMs: 300_000,
    intervalMs: 100,
  });
  return Math.round((1_000 * accepted) / (performance.now() - start));
}

async function sent(database: Database): Promise<number> {
  const { rows } = await sql<{ count: string }>`SELECT count(*) FROM read.notifications WHERE status = 'sent'`.execute(
    database,
  );
  return Number(rows[0]?.count);
}

function requested(channel: Channel, recipient: string): Keyed<NotificationRequested> {
  const notification_id = newEventId();
  const time = new Date().toISOString();
  return {
    id: newEventId(),
    type: 'NotificationRequested.v1',
    source: '/tidemark/bench',
    time,
    subject: notification_id,
    data: {
      notification_id,
      user_id: 'u-1',
      title: 'Daily Transaction Summary',
      body: 'Your total settled amount for today is 490000 Rials.',
      channels: [channel],
      recipients: { [channel]: recipient },
      requested_at: time,
      source: 'unsigned',
    },
  };
}

function rate(name: string, value: number, target?: string, reached?: boolean): Figure {
  return {
    name,
    value,
    unit: '/s',
    ...(target !== undefined && { target }),
    ...(reached !== undefined && { reached }),
  };
}
