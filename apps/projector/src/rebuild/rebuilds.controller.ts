import { invalidField, ProblemError } from '@app/platform';
import { projectionNamed, UnknownProjectionError, type Projection } from '@app/projections';
import {
  askForRebuild,
  cancelRebuild,
  forgetPrevious,
  promote,
  rebuildStatus,
  rebuildStatuses,
  rollBack,
  type Promotion,
  type RebuildStatus,
} from '@app/rebuild';
import { Body, Controller, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { RouteSchema } from '@nestjs/platform-fastify';

import { ProjectorConfig } from '../projector.config.js';
import { ProjectorEngines } from '../projector-engines.js';
import { AdminKeyGuard } from './admin-key.guard.js';
import { notFound, orConflict } from './rebuild-problems.js';

/** Shorter than clients wait for an answer; a generation that is further behind is asked for again. */
const CATCH_UP_MS = 10_000;

interface RebuildBody {
  readonly promote?: Exclude<Promotion, 'in_place'>;
  readonly in_place?: boolean;
  readonly throttle?: number;
}

const REBUILD_BODY = {
  type: ['object', 'null'],
  additionalProperties: false,
  properties: {
    promote: { enum: ['auto', 'manual'] },
    in_place: { type: 'boolean' },
    throttle: { type: 'integer', minimum: 1, maximum: 10_000_000 },
  },
};

/** Rebuilds of the read models: asked for here, carried out by a process beside the projector. */
@Controller('v1/projections/:name/rebuilds')
export class RebuildsController {
  constructor(
    private readonly engines: ProjectorEngines,
    private readonly config: ProjectorConfig,
  ) {}

  @Get()
  async list(@Param('name') name: string): Promise<{ readonly items: readonly RebuildStatus[] }> {
    return { items: await rebuildStatuses(this.engines.database, servedProjection(name)) };
  }

  @Get(':generation')
  async show(@Param('name') name: string, @Param('generation') generation: string): Promise<RebuildStatus> {
    const found = (await rebuildStatuses(this.engines.database, servedProjection(name))).find(
      (status) => String(status.generation) === generation,
    );
    if (found === undefined) throw notFound(`generation ${generation} of ${name}`);
    return found;
  }

  @Post()
  @HttpCode(202)
  @UseGuards(AdminKeyGuard)
  @RouteSchema({ body: REBUILD_BODY })
  async begin(@Param('name') name: string, @Body() body: RebuildBody | null): Promise<RebuildStatus> {
    const projection = servedProjection(name);
    const { promote, in_place: isInPlace, throttle } = body ?? {};
    if (isInPlace === true && promote !== undefined) {
      throw new ProblemError(
        invalidField('promote', 'cannot be had with in_place: what is rebuilt in place is read at once'),
      );
    }
    const row = await orConflict(
      askForRebuild(this.engines.database, projection, {
        promote: isInPlace === true ? 'in_place' : (promote ?? 'auto'),
        throttle,
        reportingZone: this.config.reporting.timeZone,
      }),
    );
    return rebuildStatus(projection, row);
  }

  @Post(':generation/promote')
  @HttpCode(200)
  @UseGuards(AdminKeyGuard)
  async promote(@Param('name') name: string, @Param('generation') generation: string): Promise<RebuildStatus> {
    const { generation: number } = await this.show(name, generation);
    await orConflict(promote(this.engines.database, servedProjection(name), number, { withinMs: CATCH_UP_MS }));
    return this.show(name, generation);
  }

  @Post('cancel')
  @HttpCode(200)
  @UseGuards(AdminKeyGuard)
  async cancel(@Param('name') name: string): Promise<{ readonly generation: number }> {
    return { generation: await orConflict(cancelRebuild(this.engines.database, servedProjection(name).name)) };
  }

  @Post('forget')
  @HttpCode(200)
  @UseGuards(AdminKeyGuard)
  async forget(@Param('name') name: string): Promise<{ readonly generation: number }> {
    return { generation: await orConflict(forgetPrevious(this.engines.database, servedProjection(name).name)) };
  }

  @Post('rollback')
  @HttpCode(200)
  @UseGuards(AdminKeyGuard)
  async rollBack(@Param('name') name: string): Promise<RebuildStatus> {
    const { database } = this.engines;
    const generation = await orConflict(rollBack(database, servedProjection(name), { withinMs: CATCH_UP_MS }));
    return this.show(name, String(generation));
  }
}

/** @throws ProblemError 404 */
function servedProjection(name: string): Projection {
  try {
    return projectionNamed(name);
  } catch (error) {
    throw error instanceof UnknownProjectionError ? notFound(`read model ${name}`) : error;
  }
}
