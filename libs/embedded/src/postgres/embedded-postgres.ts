import { rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

import { EngineFolder, firstNumberOf } from '../engine/engine-folder.js';
import { EngineProcess } from '../engine/engine-process.js';
import { isAlive } from '../engine/process-table.js';
import { initialise, type Credentials } from './initialise.js';
import { postgresBinaries } from './postgres-binaries.js';
import { acceptsConnections } from './postgres-probe.js';
import { asUser, postgresUser } from './system-user.js';

const LARGEST = 4 * 2 ** 30;
/** A quarter of the memory, as the manual advises: what summaries of millions of transactions need. It is taken as it is used. */
const SHARED_BUFFERS_MB = Math.floor(Math.min(totalmem() / 4, LARGEST) / 2 ** 20);

/** Made for a steady write load: few checkpoints, each of them small work for the disk. fsync stays on. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: `${String(SHARED_BUFFERS_MB)}MB`,
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export interface EmbeddedPostgresOptions extends Partial<Credentials> {
  readonly dataDir: string;
  readonly port: number;
  /** Server settings, over the defaults above. */
  readonly settings?: Readonly<Record<string, string>>;
}

export class EmbeddedPostgres extends EngineProcess {
  readonly port: number;
  /** As DATABASE_URL takes it. */
  readonly url: string;

  constructor(options: EmbeddedPostgresOptions) {
    const { port, user = 'tidemark', password = 'tidemark', database = 'tidemark' } = options;
    const folder = new EngineFolder(options.dataDir);
    const binaries = postgresBinaries();
    const systemUser = postgresUser(folder.data);
    const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
    const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = asUser(systemUser, binaries.postgres, ['-D', folder.data, ...flags], folder.root);
    const postmasterPid = join(folder.data, 'postmaster.pid');
    super({
      name: 'postgres',
      folder,
      port,
      ...server,
      // Fast shutdown: it ends sessions instead of waiting for them.
      stopSignal: 'SIGINT',
      stopWithinMs: 5_000,
      readyWithinMs: 60_000,
      ownPidFile: postmasterPid,
      prepare: async () => {
        await initialise(folder, binaries, systemUser, { user, password, database });
        // After a crash and a reboot its pid may be another program's, and PostgreSQL would believe itself running.
        const pid = firstNumberOf(postmasterPid);
        if (pid !== undefined && isAlive(pid) && !folder.owns(pid)) rmSync(postmasterPid);
      },
      isReady: () => acceptsConnections(port, user),
      // Sessions of a killed server need a moment to notice.
      tryAgainAfter: /pre-existing shared memory block/,
    });
    this.port = port;
    this.url = `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  }
}

/**
 * A real server: initialised at the first start, its data kept in `dataDir`; recovers by itself from being killed.
 *
 * @throws EngineUnavailableError on a platform without binaries
 * @throws EngineStartError when it does not become ready
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const postgres = new EmbeddedPostgres(options);
  await postgres.start();
  return postgres;
}
