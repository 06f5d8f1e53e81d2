import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

import { SCANS_AND_JOINS } from './by-key-only.js';
import type { Tables } from './tables.js';

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /**
   * `off` for what can be read again from the log: after a crash of PostgreSQL its data and its position go back together.
   * Default `on`.
   */
  readonly synchronousCommit?: 'on' | 'off';
  /**
   * For pools whose statements find all their rows by key. On a table that grows from nothing the planner has no
   * statistics, and joins 2,000 given keys to a scan of the whole table: seconds instead of milliseconds. Default false.
   */
  readonly byKeyOnly?: boolean;
  /** Every transaction refuses to write. Default false. */
  readonly readOnly?: boolean;
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Both limits are below the consumer groups' session time-out (6 s): a process that was stopped in the middle of a
 * transaction has lost its locks before another one takes its partitions over.
 */
const LOCK_TIMEOUT_MS = 3_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 4_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** A statement of a process that was killed ends within this time, and with it the locks that its successor waits for. */
const CLIENT_CHECK_MS = 1_000;

/**
 * Sums of a year fit into this memory: grouped by a hash in one process they are as fast as sorted by three, and leave the
 * other cores to other requests.
 */
const READS = ['default_transaction_read_only=on', 'work_mem=32MB', 'max_parallel_workers_per_gather=0'];

/** A pool of connections; lazy, so it can be made while the database is down. */
export function createDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    options: [
      `-c lock_timeout=${String(LOCK_TIMEOUT_MS)}`,
      `-c idle_in_transaction_session_timeout=${String(IDLE_IN_TRANSACTION_TIMEOUT_MS)}`,
      `-c client_connection_check_interval=${String(CLIENT_CHECK_MS)}`,
      `-c synchronous_commit=${options.synchronousCommit ?? 'on'}`,
      '-c timezone=UTC',
      // Compiling a query takes longer than any of ours.
      '-c jit=off',
      ...(options.byKeyOnly === true ? SCANS_AND_JOINS.map((setting) => `-c ${setting}=off`) : []),
      ...(options.readOnly === true ? READS.map((setting) => `-c ${setting}`) : []),
    ].join(' '),
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // The pool listens only while a connection is idle. One that breaks between two queries of a transaction would end the
  // process with an unheard 'error' event; the next query on it fails anyway.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
