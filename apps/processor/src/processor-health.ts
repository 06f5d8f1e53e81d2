import { LogTransport } from '@app/messaging';
import { HealthRegistry, type HealthStatus } from '@app/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { READER } from './claim-transactions/claim-transactions.consumer.js';
import { ProcessorConfig } from './processor.config.js';
import { SettlementWorker } from './settle-transactions/settlement-worker.js';

/** Ready while the log is applied up to a moment ago and due transactions are settled. */
@Injectable()
export class ProcessorHealth implements OnModuleInit {
  constructor(
    private readonly registry: HealthRegistry,
    private readonly transport: LogTransport,
    private readonly worker: SettlementWorker,
    private readonly config: ProcessorConfig,
  ) {}

  onModuleInit(): void {
    this.registry.add('reader', () => this.reader());
    this.registry.add('settlement', () => Promise.resolve(this.settlement()));
  }

  private async reader(): Promise<HealthStatus> {
    const { positions } = this.transport.reader(READER).health();
    const problems = await this.transport.problems(this.config.readiness.maxLagMs, Date.now());
    const reason = problems.get(READER);
    const facts = { positions: Object.fromEntries(positions) };
    return reason === undefined ? { healthy: true, facts } : { healthy: false, reason, facts };
  }

  private settlement(): HealthStatus {
    const { state, inFlight, error } = this.worker.health();
    const facts = { inFlight };
    if (state === 'running') return { healthy: true, facts };
    return { healthy: false, reason: error === undefined ? state : `${state}: ${error.message}`, facts };
  }
}
