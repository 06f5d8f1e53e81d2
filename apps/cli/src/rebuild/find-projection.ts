import { PROJECTIONS, type Projection } from '@app/projections';
import { InvalidArgumentError } from 'commander';

/** A read model by its name, as a command line argument. */
export function projectionNamed(name: string): Projection {
  const found = PROJECTIONS.find((projection) => projection.name === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`there are: ${PROJECTIONS.map((it) => it.name).join(', ')}.`);
}
