import type { Database } from '@app/database';
import type { CalendarName } from '@app/domain';
import type { Dialect } from '@app/platform';
import { Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { FreshLists } from './freshness/fresh-lists.js';
import { FreshReads } from './freshness/fresh-reads.js';
import { LogFrontier } from './freshness/log-frontier.js';
import { loadPositions } from './freshness/load-positions.js';
import { PositionWatch } from './freshness/position-watch.js';
import { LiveGenerations } from './generations/live-generations.js';
import { NotificationLogModule } from './notification-log/notification-log.module.js';
import { OverviewModule } from './overview/overview.module.js';
import { READ_DATABASE } from './read-database.js';
import { SummariesModule } from './summaries/summaries.module.js';
import { SUMMARY_CALENDAR } from './summaries/summary-calendar.js';
import { DIALECT } from './transaction-status/dialect.js';
import { TransactionStatusModule } from './transaction-status/transaction-status.module.js';

/** What the read side works with. */
export interface ReadEngines {
  readonly database: Database;
  readonly frontier: LogFrontier;
  readonly dialect: Dialect;
  /** Of the older summaries where a request names none. */
  readonly summaryCalendar: CalendarName;
}

/** Every read model's routes and queries: one import each. */
@Module({})
export class ReadModelsModule implements OnModuleDestroy {
  constructor(private readonly watch: PositionWatch) {}

  static of({ database, frontier, dialect, summaryCalendar }: ReadEngines): DynamicModule {
    const watch = new PositionWatch((reader) => loadPositions(database, reader));
    const generations = new LiveGenerations(database);
    return {
      module: ReadModelsModule,
      global: true,
      imports: [
        CqrsModule.forRoot(),
        DeadLettersModule,
        NotificationLogModule,
        OverviewModule,
        SummariesModule,
        TransactionStatusModule,
      ],
      providers: [
        { provide: READ_DATABASE, useValue: database },
        { provide: LogFrontier, useValue: frontier },
        { provide: DIALECT, useValue: dialect },
        { provide: SUMMARY_CALENDAR, useValue: summaryCalendar },
        { provide: PositionWatch, useValue: watch },
        { provide: FreshReads, useValue: new FreshReads(frontier, watch) },
        { provide: FreshLists, useValue: new FreshLists(database, generations, frontier, watch) },
        { provide: LiveGenerations, useValue: generations },
      ],
      exports: [READ_DATABASE, LogFrontier, DIALECT, SUMMARY_CALENDAR, FreshReads, FreshLists, LiveGenerations],
    };
  }

  /** Requests that wait are answered with what there is, or the server could not close. */
  onModuleDestroy(): void {
    this.watch.close();
  }
}
