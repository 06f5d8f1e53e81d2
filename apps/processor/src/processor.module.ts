import { EnginesCloser, type Engines } from '@app/engines';
import { LogSink, LogTransport } from '@app/messaging';
import { Log } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';

import { ClaimTransactions } from './claim-transactions/claim-transactions.consumer.js';
import { POLICIES } from './policies/index.js';
import { SettlementPolicy } from './policies/settlement-policy.js';
import { ProcessorHealth } from './processor-health.js';
import { ProcessorMetrics } from './processor-metrics.js';
import { ProcessorConfig } from './processor.config.js';
import { SettlementWorker } from './settle-transactions/settlement-worker.js';

@Module({})
export class ProcessorModule {
  static of(config: ProcessorConfig, engines: Engines, transport: LogTransport): DynamicModule {
    return {
      module: ProcessorModule,
      controllers: [ClaimTransactions],
      providers: [
        { provide: ProcessorConfig, useValue: config },
        { provide: LogSink, useValue: engines.sink },
        { provide: LogTransport, useValue: transport },
        { provide: EnginesCloser, useFactory: () => new EnginesCloser(engines) },
        { provide: SettlementPolicy, useValue: policyOf(config) },
        {
          provide: SettlementWorker,
          inject: [SettlementPolicy, ProcessorMetrics, Log],
          useFactory: (policy: SettlementPolicy, metrics: ProcessorMetrics, log: Log) =>
            new SettlementWorker(engines, transport, policy, metrics, log),
        },
        ProcessorMetrics,
        ProcessorHealth,
      ],
    };
  }
}

function policyOf(config: ProcessorConfig): SettlementPolicy {
  const definition = POLICIES.find(({ name }) => name === config.settlementPolicy);
  if (definition === undefined) throw new Error(`no policy is called ${config.settlementPolicy}`);
  return definition.create(config);
}
