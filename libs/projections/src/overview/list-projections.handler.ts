import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { NO_WISHES } from '../freshness/consistency.js';
import { FreshLists, type FreshList } from '../freshness/fresh-lists.js';
import { NoLiveGenerationError } from '../generations/live-generations.js';
import { readerOf } from '../generations/generation.js';
import type { Projection } from '../projection.js';
import { PROJECTIONS } from '../projections.js';
import { AppliedRate } from './applied-rate.js';
import { ListProjections, type PartitionPosition, type ProjectionItem } from './list-projections.query.js';
import { storedOverview, type StoredOverview } from './projection-overview.js';

@QueryHandler(ListProjections)
export class ListProjectionsHandler implements IQueryHandler<ListProjections> {
  private readonly rates = new AppliedRate();

  constructor(private readonly lists: FreshLists) {}

  execute(): Promise<readonly ProjectionItem[]> {
    return Promise.all(PROJECTIONS.map((projection) => this.overviewOf(projection)));
  }

  private async overviewOf(projection: Projection): Promise<ProjectionItem> {
    const { name } = projection;
    try {
      const list = await this.lists.read(projection, NO_WISHES, storedOverview);
      return list.answer === undefined ? { name, state: 'not_built' } : this.itemOf(name, list.answer, list);
    } catch (error) {
      if (error instanceof NoLiveGenerationError) return { name, state: 'not_built' };
      throw error;
    }
  }

  private itemOf(name: string, stored: StoredOverview, { meta, position, ends }: FreshList<unknown>): ProjectionItem {
    const positions = positionsOf(position, ends);
    const applied = positions.reduce((sum, it) => sum + it.position, 0);
    const behind = positions.reduce((sum, it) => sum + Math.max(0, (it.end ?? 0) - it.position), 0);
    const { generation, as_of, lag_ms: ms } = meta;
    const rate = this.rates.look(readerOf({ projection: name, generation }), applied, performance.now());
    return {
      name,
      generation,
      ...stored,
      positions,
      lag: { events: ends === undefined ? null : behind, ms },
      rate,
      as_of,
    };
  }
}

function positionsOf(
  { topic, next }: FreshList<unknown>['position'],
  ends: FreshList<unknown>['ends'],
): readonly PartitionPosition[] {
  const partitions = [...new Set([...(ends?.keys() ?? []), ...next.keys()])].sort((one, other) => one - other);
  return partitions.map((partition) => ({
    topic,
    partition,
    position: next.get(partition) ?? 0,
    end: ends?.get(partition) ?? null,
  }));
}
