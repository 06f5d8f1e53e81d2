import { createServer } from 'node:net';

import { PortInUseError } from './engine.errors.js';

const HOST = '127.0.0.1';

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => {
        resolve(bound);
      });
    });
  });
}

/** A port that nothing listens on right now. */
export function freePort(): Promise<number> {
  return listenOnce(0, HOST);
}

/** @param variable the environment variable that moves this port, named in the error. */
export async function assertPortFree(port: number, what: string, variable: string, host = HOST): Promise<void> {
  try {
    await listenOnce(port, host);
  } catch (cause) {
    throw new PortInUseError(port, what, variable, { cause });
  }
}
