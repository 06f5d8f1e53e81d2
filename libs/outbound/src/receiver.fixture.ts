import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** An HTTP server of our own that answers as each test wants. */
export interface Receiver {
  readonly origin: string;
  readonly port: number;
  readonly requests: ReceivedRequest[];
  reply: Reply;
  /** Connections that are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export async function startReceiver({ host = '127.0.0.1', port = 0 } = {}): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path, headers } = request;
      requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      receiver.reply(response, request);
    });
  });
  await once(server.listen(port, host), 'listening');
  const { port: listening } = server.address() as AddressInfo;
  const receiver: Receiver = {
    origin: `http://${host}:${String(listening)}`,
    port: listening,
    requests,
    reply: replies(200),
    connections: () =>
      new Promise((resolve) => {
        server.getConnections((_error, count) => {
          resolve(count);
        });
      }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return receiver;
}

export const replies =
  (status: number, body = '', headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

export const repliesNever: Reply = () => undefined;

/** Takes the request and drops the connection. */
export const hangsUp: Reply = (response) => {
  response.socket?.destroy();
};

/** The status at once, then a byte now and then, without end. */
export const drips =
  (status: number): Reply =>
  (response) => {
    response.writeHead(status).write('x');
    const timer = setInterval(() => response.write('x'), 20);
    response.on('close', () => {
      clearInterval(timer);
    });
  };

/** The status at once, then as much as the other side takes, without end. */
export const floods =
  (status: number): Reply =>
  (response) => {
    const chunk = Buffer.alloc(65_536, 'x');
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.writeHead(status).on('drain', pour);
    pour();
  };
