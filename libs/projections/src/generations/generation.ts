import { createHash } from 'node:crypto';

import type { Projection } from '../projection.js';

/** One build of a read model: its tables live in a schema of their own. */
export interface Generation {
  readonly projection: string;
  readonly generation: number;
  readonly schema: string;
  /** IANA zone in which its days are; fixed for a generation. */
  readonly reportingZone: string;
}

export function generationOf(projection: string, generation: number, reportingZone: string): Generation {
  return { projection, generation, schema: `${projection.replaceAll('-', '_')}_g${String(generation)}`, reportingZone };
}

/** The name under which a generation's positions and parked records are kept. */
export function readerOf({ projection, generation }: Pick<Generation, 'projection' | 'generation'>): string {
  return `${projection}_g${String(generation)}`;
}

/** The projection of such a name; undefined for a reader that reads for itself, such as the processor. */
export function projectionOf(reader: string): string | undefined {
  return /^(?<projection>.+)_g\d+$/u.exec(reader)?.groups?.['projection'];
}

/** Equal as long as the statements that create a projection's tables, indexes and views are. */
export function ddlHash(projection: Projection): string {
  const statements = [...projection.tables('g'), ...projection.indexes('g'), ...projection.views('g')];
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex');
}
