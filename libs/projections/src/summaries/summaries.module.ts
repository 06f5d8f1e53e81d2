import { Module } from '@nestjs/common';

import { GetDailySumsHandler } from './get-daily-sums.handler.js';
import { GetSummariesHandler } from './get-summaries.handler.js';
import { OlderSummariesController } from './older-summaries.controller.js';
import { SummariesController } from './summaries.controller.js';

/** The read side of `summaries`. */
@Module({
  controllers: [SummariesController, OlderSummariesController],
  providers: [GetSummariesHandler, GetDailySumsHandler],
})
export class SummariesModule {}
