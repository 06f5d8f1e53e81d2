import { connect } from 'node:net';

const PROTOCOL_3_0 = 196_608;
const TIMEOUT_MS = 2_000;

/**
 * Whether PostgreSQL takes connections, as pg_isready finds out: it asks for the password of a start-up packet once it
 * does, and answers with an error while it starts or recovers. Written by hand as pg belongs to libs/database.
 */
export function acceptsConnections(port: number, user: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const finish = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(TIMEOUT_MS, () => {
      finish(false);
    });
    socket.once('error', () => {
      finish(false);
    });
    socket.once('close', () => {
      finish(false);
    });
    socket.once('connect', () => socket.write(startupPacket(user)));
    socket.once('data', (answer) => {
      finish(answer.toString('latin1', 0, 1) === 'R');
    });
  });
}

function startupPacket(user: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0database\0postgres\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + parameters.length, 0);
  head.writeInt32BE(PROTOCOL_3_0, 4);
  return Buffer.concat([head, parameters]);
}
