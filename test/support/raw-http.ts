import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Writes pieces of a request to a socket, as no HTTP client would, and returns all that the server answers until it closes
 * the connection. Between pieces it pauses: being slow is what such a request is for.
 */
export async function sendRaw(port: number, pieces: Iterable<string | Uint8Array>, pauseMs = 0): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const answer = answerOf(socket);
  for (const piece of pieces) {
    if (socket.destroyed || !socket.writable) break;
    socket.write(piece);
    if (pauseMs > 0) await delay(pauseMs);
  }
  return answer;
}

async function answerOf(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.on('data', (chunk) => chunks.push(chunk));
  // A write after the server has closed is what a slow sender ends with.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    resolve(Buffer.concat(chunks).toString('latin1'));
  });
  return promise;
}
