import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

import { ListProjections, type ProjectionItem } from './list-projections.query.js';

@Controller('v1/projections')
export class ProjectionsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async list(): Promise<{ readonly items: readonly ProjectionItem[] }> {
    return { items: await this.queries.execute(new ListProjections()) };
  }
}
