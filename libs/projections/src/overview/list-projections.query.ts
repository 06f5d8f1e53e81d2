import { Query } from '@nestjs/cqrs';

import type { StoredOverview } from './projection-overview.js';

/** Where a reader is in one partition, and where that ends; the end is null while the broker does not say. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  readonly position: number;
  readonly end: number | null;
}

/** One item of `GET /v1/projections`. */
export type ProjectionItem =
  | { readonly name: string; readonly state: 'not_built' }
  | ({
      readonly name: string;
      readonly generation: number;
      readonly positions: readonly PartitionPosition[];
      /** Null where it is not known. */
      readonly lag: { readonly events: number | null; readonly ms: number | null };
      /** Events per second applied lately, over all partitions; null until it was looked at for a second. */
      readonly rate: number | null;
      readonly as_of: string | null;
    } & StoredOverview);

/** Every read model: where it is, how far behind, whether it is being rebuilt. */
export class ListProjections extends Query<readonly ProjectionItem[]> {}
