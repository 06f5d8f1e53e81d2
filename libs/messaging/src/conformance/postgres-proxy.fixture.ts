import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The simple query that ends a transaction, as it stands on the wire. */
const COMMIT = Buffer.from('commit\0');

/** Stands between a reader and PostgreSQL, and can be down, or lose the answer to a COMMIT. */
export interface PostgresProxy {
  /** As DATABASE_URL takes it, through the proxy. */
  readonly url: string;
  /** Cuts every connection and refuses new ones until `up`. */
  down(): void;
  up(): void;
  /** Cuts the connection of the next COMMIT once PostgreSQL has answered it, before the answer is handed on. */
  loseNextCommitReply(): void;
  readonly lostReplies: number;
  close(): Promise<void>;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const clients = new Set<Socket>();
  const state = { isDown: false, commitsToLose: 0, lostReplies: 0 };

  const server = createServer((client) => {
    if (state.isDown) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    clients.add(client);
    let losesReply = false;
    const end = (): void => {
      clients.delete(client);
      client.destroy();
      upstream.destroy();
    };
    client.on('data', (bytes) => {
      if (state.commitsToLose > 0 && bytes.includes(COMMIT)) {
        state.commitsToLose -= 1;
        losesReply = true;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!losesReply) {
        client.write(bytes);
        return;
      }
      state.lostReplies += 1;
      end();
    });
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;

  return {
    url: url.href,
    down() {
      state.isDown = true;
      for (const client of clients) client.destroy();
    },
    up() {
      state.isDown = false;
    },
    loseNextCommitReply() {
      state.commitsToLose += 1;
    },
    get lostReplies() {
      return state.lostReplies;
    },
    async close() {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
