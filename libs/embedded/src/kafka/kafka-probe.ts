import { connect } from 'node:net';

const METADATA = 3;
const METADATA_VERSION = 1;
const TIMEOUT_MS = 2_000;

/**
 * How many brokers take part, as the broker itself sees it; 0 while it does not answer. A broker opens its port before
 * it may serve, and names itself in its metadata only afterwards. Written by hand as kafkajs belongs to libs/messaging.
 */
export function liveBrokers(port: number): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let received = Buffer.alloc(0);
    const finish = (brokers: number): void => {
      socket.destroy();
      resolve(brokers);
    };
    socket.setTimeout(TIMEOUT_MS, () => {
      finish(0);
    });
    socket.once('error', () => {
      finish(0);
    });
    socket.once('close', () => {
      finish(0);
    });
    socket.once('connect', () => socket.write(metadataRequest()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 12) finish(brokerCount(received));
    });
  });
}

/** Length, then header v1 (api key, version, correlation id, null client id), then an empty list of topics: none. */
function metadataRequest(): Buffer {
  const request = Buffer.alloc(18);
  request.writeInt32BE(14, 0);
  request.writeInt16BE(METADATA, 4);
  request.writeInt16BE(METADATA_VERSION, 6);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  request.writeInt32BE(0, 14);
  return request;
}

/** Length, correlation id, then the list of brokers, which begins with how many there are. */
function brokerCount(response: Buffer): number {
  return response.readInt32BE(8);
}
