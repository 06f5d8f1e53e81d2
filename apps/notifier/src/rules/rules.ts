import { setTimeout as delay } from 'node:timers/promises';

import { retryDelay } from '@app/outbound';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import type { ConfiguredRule } from './parse-rules.js';
import type { Rule, RuleEngines } from './rule.js';
import { switchRules } from './switch-rules.js';

const RETRY = { firstMs: 200, longestMs: 5_000 };

/** The rules that are on. Which ones are is noted in PostgreSQL before any of them begins. */
@Injectable()
export class Rules implements BeforeApplicationShutdown {
  private readonly rules: ReadonlyMap<string, Rule>;
  private readonly stopping = new AbortController();
  private starting: Promise<void> | undefined;
  private isOn = false;

  constructor(
    configured: readonly ConfiguredRule[],
    private readonly engines: RuleEngines,
  ) {
    this.rules = new Map(
      configured.map(({ definition, settings }) => [definition.name, definition.create(settings, engines)]),
    );
  }

  /** Begins, and goes on trying while the database is away. */
  start(): void {
    this.starting ??= this.begin();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await Promise.all([...this.rules.values()].map((rule) => rule.stop()));
  }

  /** While the engines are still open. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Why rules cannot be relied on now, by rule; empty when all is well. */
  async problems(maxLagMs: number, now: number): Promise<ReadonlyMap<string, string>> {
    const problems = new Map<string, string>();
    for (const [name, rule] of this.rules) {
      const problem = this.isOn ? await rule.problem(maxLagMs, now) : 'not switched on yet';
      if (problem !== undefined) problems.set(name, problem);
    }
    return problems;
  }

  private async begin(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 1; !signal.aborted && !(await this.switch()); attempt += 1) {
      await delay(retryDelay(RETRY, attempt, undefined, Math.random()), undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) return;
    this.isOn = true;
    for (const rule of this.rules.values()) await rule.start();
  }

  private async switch(): Promise<boolean> {
    const { database, log, now } = this.engines;
    try {
      const { on, off } = await switchRules(database, [...this.rules.keys()], now());
      if (on.length > 0 || off.length > 0) log.info({ event: 'rules.switched', on, off });
      return true;
    } catch (error) {
      log.warn({ event: 'rules.not-switched', error });
      return false;
    }
  }
}
