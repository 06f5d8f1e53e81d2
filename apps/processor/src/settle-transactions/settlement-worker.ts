import type { Engines } from '@app/engines';
import type { LogTransport } from '@app/messaging';
import type { Log } from '@app/platform';
import { WorkLoop, type WorkLoopHealth } from '@app/work-queue';
import type { BeforeApplicationShutdown } from '@nestjs/common';

import { READER } from '../claim-transactions/claim-transactions.consumer.js';
import type { SettlementPolicy } from '../policies/settlement-policy.js';
import type { ProcessorMetrics } from '../processor-metrics.js';
import { SETTLEMENT_QUEUE, type SettlementWork } from '../settlement-queue.js';
import { SettleTransactions } from './settle-transactions.js';

/** Beside the policy's own time: for loading, storing and appending, with retries inside the log client. */
const LEASE_RESERVE_MS = 12_000;

/** Settles what is due in the partitions in which this process has come to the log's end. */
export class SettlementWorker implements BeforeApplicationShutdown {
  private readonly loop: WorkLoop<SettlementWork>;

  constructor(
    engines: Pick<Engines, 'database' | 'sink'>,
    transport: Pick<LogTransport, 'reader'>,
    policy: SettlementPolicy,
    metrics: ProcessorMetrics,
    log: Log,
  ) {
    const settlement = new SettleTransactions(policy, engines.database, engines.sink, metrics);
    const { inFlight, together, timeoutMs } = policy;
    this.loop = new WorkLoop(
      {
        queue: SETTLEMENT_QUEUE,
        partitions: () => transport.reader(READER).livePartitions(),
        inFlight,
        together,
        leaseMs: timeoutMs + LEASE_RESERVE_MS,
        handle: (items, stopping) => settlement.settle(items, stopping),
      },
      { database: engines.database, log },
    );
  }

  /** Once the reader has been started: it knows the partitions. */
  start(): void {
    this.loop.start();
  }

  health(): WorkLoopHealth {
    return this.loop.health();
  }

  /** Before the reader leaves its group, so that another process finds nothing of ours half done. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
