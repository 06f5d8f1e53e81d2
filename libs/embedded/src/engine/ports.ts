import { createServer } from 'node:net';

import { PortInUseError } from './engine.errors.js';

const HOST = '127.0.0.1';

function listenOnce(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}

/** Below the range from which systems take the ports of outgoing connections: a restarted engine gets its port back. */
const RANGE = { first: 20_000, count: 12_000 };

/** A port that nothing listens on right now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = RANGE.first + Math.floor(Math.random() * RANGE.count);
    if (await isPortFree(port)) return port;
  }
}

export function isPortFree(port: number): Promise<boolean> {
  return listenOnce(port, HOST).then(
    () => true,
    () => false,
  );
}

/** @param variable the environment variable that moves this port, named in the error. */
export async function assertPortFree(port: number, what: string, variable: string, host = HOST): Promise<void> {
  try {
    await listenOnce(port, host);
  } catch (cause) {
    throw new PortInUseError(port, what, variable, { cause });
  }
}
