import { Module } from '@nestjs/common';

import { ListProjectionsHandler } from './list-projections.handler.js';
import { ProjectionsController } from './projections.controller.js';

/** `GET /v1/projections`: every read model at a glance. */
@Module({ controllers: [ProjectionsController], providers: [ListProjectionsHandler] })
export class OverviewModule {}
