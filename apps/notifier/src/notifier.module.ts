import { EnginesCloser, type Engines } from '@app/engines';
import { LogSink, LogTransport } from '@app/messaging';
import { Log, Metrics } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';

import type { DeliveryChannel } from './deliver/delivery-channel.js';
import { DeliveryWorker } from './deliver/delivery-worker.js';
import { NotifierHealth } from './notifier-health.js';
import { NotifierMetrics } from './notifier-metrics.js';
import { NotifierConfig } from './notifier.config.js';
import { RuleMetrics } from './rules/rule-metrics.js';
import { Rules } from './rules/rules.js';
import { TrackNotifications } from './track-notifications/track-notifications.consumer.js';

@Module({})
export class NotifierModule {
  static of(
    config: NotifierConfig,
    engines: Engines,
    transport: LogTransport,
    channels: readonly DeliveryChannel[],
  ): DynamicModule {
    return {
      module: NotifierModule,
      controllers: [TrackNotifications],
      providers: [
        { provide: NotifierConfig, useValue: config },
        { provide: LogSink, useValue: engines.sink },
        { provide: LogTransport, useValue: transport },
        { provide: EnginesCloser, useFactory: () => new EnginesCloser(engines) },
        {
          provide: DeliveryWorker,
          inject: [NotifierMetrics, Log],
          useFactory: (metrics: NotifierMetrics, log: Log) =>
            new DeliveryWorker(engines, transport, channels, metrics, log),
        },
        {
          provide: Rules,
          inject: [Metrics, Log],
          useFactory: (metrics: Metrics, log: Log) => {
            const more = { log, metrics: new RuleMetrics(metrics), now: () => Date.now() };
            return new Rules(config.rules.configured ?? [], { ...engines, ...more });
          },
        },
        NotifierMetrics,
        NotifierHealth,
      ],
    };
  }
}
