import { PARTITIONS, type NotificationRequested } from '@app/contracts';
import { createLogAdmin, createLogSink, createLogSource, PositionedReader } from '@app/messaging';
import { KafkaConfig, kafkaConnection, loadConfig, Metrics } from '@app/platform';
import { followedGenerations, projectionNamed, readerOptionsOf } from '@app/projections';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

import { followTopic, type FollowedLog } from '../../../../test/support/followed-log.js';
import { logUnderTest, type LogUnderTest } from '../../../../test/support/tested-log.js';
import { parseRules } from './parse-rules.js';
import { failedEvent, settledEvents, type Failing, type Settled } from './rule-events.fixture.js';
import { RuleMetrics } from './rule-metrics.js';
import type { RuleEngines } from './rule.js';
import { Rules } from './rules.js';
import { CountingAdmin, DyingSink } from './scripted-engines.fixture.js';

/** Real Kafka and real PostgreSQL, of a test's own; processes with rules can be started and stopped on them. */
export class RulesBench {
  /** What the clocks of the rules show. */
  now = Date.parse('2030-03-29T12:00:00Z');
  readonly logged: object[] = [];
  private readonly running = new Set<{ stop(): Promise<void> }>();

  private constructor(
    readonly log: LogUnderTest,
    private readonly notifications: FollowedLog,
    private readonly engines: Pick<RuleEngines, 'source'> & { readonly admin: CountingAdmin },
    readonly sink: DyingSink,
  ) {}

  static async start(): Promise<RulesBench> {
    const log = await logUnderTest('transactions', 'rules');
    const kafka = kafkaConnection(loadConfig(KafkaConfig, log.env), 'rules-spec');
    const admin = createLogAdmin(kafka, log.log);
    await admin.ensureTopic('transactions', { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    const notifications = await followTopic('notifications', kafka, log.log);
    const sink = createLogSink(kafka, { deadlineMs: 3_000, queueLimit: 20_000 }, log.log);
    const engines = { admin: new CountingAdmin(admin), source: createLogSource(kafka, log.log) };
    return new RulesBench(log, notifications, engines, new DyingSink(sink));
  }

  /** Starts a process; resolves once its rules are on, and those about events have all partitions if it is alone. */
  async process(file: object, changes: Partial<RuleEngines> = {}): Promise<Rules> {
    const note = (fact: object): void => {
      this.logged.push(fact);
    };
    const rules = new Rules(parseRules(JSON.stringify(file)), {
      ...{ ...this.engines, sink: this.sink, database: this.log.test.database },
      ...{ log: { info: note, warn: note, error: note }, metrics: new RuleMetrics(new Metrics()), now: () => this.now },
      ...changes,
    });
    this.running.add(rules);
    rules.start();
    await pollUntil(async () => (await rules.problems(60_000, Date.now())).size === 0, { what: 'the rules are on' });
    return rules;
  }

  /** Resolves when a daily rule has found that it is time, and asked whether the summaries are there. */
  async untilItAsksForEnds(): Promise<void> {
    const { admin } = this.engines;
    await pollUntil(() => admin.questions > 0, { what: 'it has asked for the ends of the log' });
  }

  /** Follows the summaries, as a projector does. */
  async projector(timeZone = 'UTC'): Promise<PositionedReader> {
    const { database } = this.log.test;
    const projection = projectionNamed('summaries');
    const [generation] = (await followedGenerations(database, projection, timeZone)).follow;
    if (generation === undefined) throw new Error('the live generation was not made');
    const reader = new PositionedReader(readerOptionsOf(projection, generation), {
      ...{ ...this.engines, database, log: this.log.log },
    });
    this.running.add(reader);
    await reader.start();
    return reader;
  }

  async fail(...failing: readonly Failing[]): Promise<void> {
    await this.log.write(...failing.map(failedEvent));
  }

  async settle(...settled: readonly Settled[]): Promise<void> {
    await this.log.write(...settled.flatMap(settledEvents));
  }

  /** Resolves when the daily rule is done with a day. */
  async untilDone(day: string): Promise<void> {
    const lastDay = async (): Promise<string | undefined> => {
      const { rows } = await sql<{ readonly day: string }>`
        SELECT last_day::text AS day FROM notification_rules WHERE open_day IS NULL`.execute(this.log.test.database);
      return rows[0]?.day;
    };
    await pollUntil(async () => (await lastDay()) === day, { what: `${day} is done` });
  }

  /** What was asked for so far, in the order of each partition. */
  async asked(): Promise<readonly NotificationRequested[]> {
    return (await this.notifications.events()) as readonly NotificationRequested[];
  }

  async untilAsked(count: number): Promise<readonly NotificationRequested[]> {
    const what = `${String(count)} requests`;
    return pollUntil(
      async () => {
        const asked = await this.asked();
        return asked.length >= count && asked;
      },
      { what },
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((it) => it.stop()));
    await this.sink.close();
    await this.notifications.close();
    await this.engines.admin.close();
    await this.log.close();
  }
}
