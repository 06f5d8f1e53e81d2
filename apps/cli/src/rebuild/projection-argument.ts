import { projectionNamed, UnknownProjectionError, type Projection } from '@app/projections';
import { InvalidArgumentError } from 'commander';

/** A read model by its name, as a command line argument. */
export function projectionArgument(name: string): Projection {
  try {
    return projectionNamed(name);
  } catch (error) {
    throw error instanceof UnknownProjectionError ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}
