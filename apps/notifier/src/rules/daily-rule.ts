import { setTimeout as delay } from 'node:timers/promises';

import { newEventId } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { dueDay, type DueDay } from '@app/domain';
import { appendAllEvents } from '@app/messaging';
import { retryDelay } from '@app/outbound';
import { crashPoint } from '@app/platform';
import { liveSummaries, type Generation } from '@app/projections';

import { dailyProgress, noteProgress, takeDailyRule } from './daily-progress.js';
import { requestData, requestEvent, type Ask, type Wording } from './request.js';
import type { Rule, RuleEngines } from './rule.js';
import { SummariesWait } from './summaries-wait.js';

/** What a look came to, and how long to wait before the next one. */
const NEXT_LOOK_MS = { page: 0, waiting: 500, nothing: 5_000 } as const;
type Look = keyof typeof NEXT_LOOK_MS;

const RETRY = { firstMs: 200, longestMs: 5_000 };
/** Well below what the sink's queue takes. */
const APPENDED_TOGETHER = 1_000;

/** Some of the merchants, in the order of their ids. */
export interface DailyPage {
  readonly asks: readonly Ask[];
  /** The merchant to go on after; undefined when there are no more. */
  readonly last: string | undefined;
}

export interface DailyRuleOptions {
  readonly name: string;
  /** `HH:MM` in the reporting zone of the live summaries. */
  readonly at: string;
  readonly wording: Wording;
  /** What is asked for because of a day, read from the live summaries. */
  readonly page: (
    transaction: DatabaseTransaction,
    generation: Generation,
    day: string,
    after: string,
  ) => Promise<DailyPage>;
}

/**
 * A rule of a time of day. Any number of processes look; each page of merchants is one transaction of whoever has the
 * rule's row, so that one goes on where another has died. A page that comes again asks for the same notifications, perhaps
 * in other words: the first request counts.
 */
export class DailyRule implements Rule {
  private readonly stopping = new AbortController();
  private readonly wait: SummariesWait;
  private running: Promise<void> | undefined;
  private failures = 0;
  private error: Error | undefined;

  constructor(
    private readonly options: DailyRuleOptions,
    private readonly engines: RuleEngines,
  ) {
    this.wait = new SummariesWait(options.name, engines);
  }

  start(): Promise<void> {
    this.running ??= this.run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  problem(): Promise<string | undefined> {
    return Promise.resolve(this.error?.message);
  }

  /** Does one page if it is time. */
  private async look(): Promise<Look> {
    const { database, now } = this.engines;
    const [generation, progress] = await Promise.all([
      liveSummaries(database),
      dailyProgress(database, this.options.name),
    ]);
    if (generation === undefined || progress === undefined) return 'nothing';
    const { lastDay, switchedOnAt, open } = progress;
    const plan = { timeZone: generation.reportingZone, at: this.options.at, since: switchedOnAt, lastDay };
    const due = dueDay(plan, now());
    if (due === undefined) return 'nothing';
    if (open?.day !== due.day && !(await this.wait.isOver(generation, due))) return 'waiting';
    return database.transaction().execute((transaction) => this.page(transaction, generation, due));
  }

  private async page(transaction: DatabaseTransaction, generation: Generation, due: DueDay): Promise<Look> {
    const { name, page } = this.options;
    const progress = await takeDailyRule(transaction, name);
    if (progress === undefined || (progress.lastDay ?? '') >= due.day) return 'nothing';
    const open = progress.open?.day === due.day ? progress.open : undefined;
    const { asks, last } = await page(transaction, generation, due.day, open?.after ?? '');
    await this.append(asks);
    if (open === undefined) this.sayThatItBegins(due);
    crashPoint('notifier.daily-after-produce');
    await noteProgress(transaction, name, due.day, last);
    return last === undefined ? 'nothing' : 'page';
  }

  private async append(asks: readonly Ask[]): Promise<void> {
    const { sink, metrics, now } = this.engines;
    const { name, wording } = this.options;
    const requestedAt = new Date(now()).toISOString();
    // What it says depends on the moment, so a request that is written again is another event.
    const events = asks.map((ask) => requestEvent(newEventId(), requestData(name, wording, ask, requestedAt)));
    for (let from = 0; from < events.length; from += APPENDED_TOGETHER) {
      await appendAllEvents(sink, events.slice(from, from + APPENDED_TOGETHER));
    }
    metrics.asked(name, events.length);
  }

  private sayThatItBegins({ day, dueAt, missed }: DueDay): void {
    const { log, now } = this.engines;
    const rule = this.options.name;
    log.info({ event: 'rule.day-begun', rule, day, lateMs: now() - dueAt });
    if (missed.length > 0) log.warn({ event: 'rule.days-missed', rule, days: missed });
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const waitMs = await this.lookSafely();
      if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns how long to wait before the next look */
  private async lookSafely(): Promise<number> {
    try {
      const look = await this.look();
      this.failures = 0;
      this.error = undefined;
      return NEXT_LOOK_MS[look];
    } catch (error) {
      this.failures += 1;
      this.error = error instanceof Error ? error : new Error(String(error));
      this.engines.log.warn({ event: 'rule.failed', rule: this.options.name, error });
      return Math.max(retryDelay(RETRY, this.failures, undefined, Math.random()), 1);
    }
  }
}
