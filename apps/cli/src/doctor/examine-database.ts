import { migrationStatus, type Database, type Migrations } from '@app/database';
import { sql } from 'kysely';

import { healthy, problem, type Finding } from './finding.js';

const OLDEST_MAJOR = 15;
/** Outcomes are dated by this machine and leases by PostgreSQL; a second does no harm. */
const CLOCK_TOLERANCE_MS = 1_000;

export async function examineDatabase(
  database: Database,
  address: string,
  migrations: Migrations,
): Promise<readonly Finding[]> {
  return [
    await examineVersion(database, address),
    await examineClock(database),
    await examineMigrations(database, migrations),
  ];
}

async function examineVersion(database: Database, address: string): Promise<Finding> {
  const { rows } = await sql<{ readonly server_version: string }>`SHOW server_version`.execute(database);
  const version = rows[0]?.server_version ?? 'unknown';
  const detail = `${version} at ${address}`;
  if (Number.parseInt(version, 10) >= OLDEST_MAJOR) return healthy('PostgreSQL', detail);
  return problem('PostgreSQL', detail, `use PostgreSQL ${OLDEST_MAJOR} or newer`);
}

async function examineClock(database: Database): Promise<Finding> {
  const before = Date.now();
  const { rows } = await sql<{ readonly now: Date }>`SELECT clock_timestamp() AS now`.execute(database);
  const after = Date.now();
  const difference = (rows[0]?.now.getTime() ?? Number.NaN) - (before + after) / 2;
  const detail = `PostgreSQL's is ${Math.round(Math.abs(difference))} ms ${difference < 0 ? 'behind' : 'ahead of'} this one`;
  if (Math.abs(difference) <= CLOCK_TOLERANCE_MS) return healthy('clock', detail);
  return problem('clock', detail, 'run NTP on both machines');
}

async function examineMigrations(database: Database, migrations: Migrations): Promise<Finding> {
  const status = await migrationStatus(database, migrations);
  const pending = status.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  if (pending.length === 0) return healthy('migrations', `all ${status.length} applied`);
  return problem('migrations', `pending: ${pending.join(', ')}`, 'tidemark migrate up');
}
