import { LogTransport } from '@app/messaging';
import { HealthRegistry, type HealthStatus } from '@app/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { DeliveryWorker } from './deliver/delivery-worker.js';
import { NotifierConfig } from './notifier.config.js';
import { Rules } from './rules/rules.js';
import { READER } from './track-notifications/track-notifications.consumer.js';

/** Ready while the log is applied up to a moment ago and due messages are sent. */
@Injectable()
export class NotifierHealth implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly transport: LogTransport,
    private readonly worker: DeliveryWorker,
    private readonly rules: Rules,
    private readonly config: NotifierConfig,
  ) {}

  onModuleInit(): void {
    this.registry.add('reader', () => this.reader());
    this.registry.add('rules', () => this.ofRules());
    this.registry.add('delivery', () => Promise.resolve(this.delivery()));
  }

  private async ofRules(): Promise<HealthStatus> {
    const problems = await this.rules.problems(this.config.readiness.maxLagMs, Date.now());
    return problems.size === 0 ? { healthy: true } : { healthy: false, reason: listed(problems) };
  }

  private async reader(): Promise<HealthStatus> {
    const { positions } = this.transport.reader(READER).health();
    const problems = await this.transport.problems(this.config.readiness.maxLagMs, Date.now());
    const facts = { positions: Object.fromEntries(positions) };
    return problems.size === 0 ? { healthy: true, facts } : { healthy: false, reason: listed(problems), facts };
  }

  private delivery(): HealthStatus {
    const loops = [...this.worker.health()];
    const facts = { inFlight: Object.fromEntries(loops.map(([name, { inFlight }]) => [name, inFlight])) };
    const failing = loops.filter(([, { state }]) => state !== 'running');
    if (failing.length === 0) return { healthy: true, facts };
    const reason = failing.map(([name, { state, error }]) => `${name} ${state}${error ? `: ${error.message}` : ''}`);
    return { healthy: false, reason: reason.join('; '), facts };
  }
}

function listed(problems: ReadonlyMap<string, string>): string {
  return [...problems].map(([name, problem]) => `${name}: ${problem}`).join('; ');
}
