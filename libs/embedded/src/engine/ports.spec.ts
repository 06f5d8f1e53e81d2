import { once } from 'node:events';
import { createServer } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { PortInUseError } from './engine.errors.js';
import { assertPortFree, freePort } from './ports.js';

describe('assertPortFree', () => {
  it('given a port that a program listens on, when checked, then the error says which, and how to change ours', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');

    const check = assertPortFree(port, 'embedded Kafka', 'EMBEDDED_KAFKA_PORT');

    await expect(check).rejects.toThrow(PortInUseError);
    await expect(check).rejects.toThrow(`Port ${port} (embedded Kafka) is in use`);
    await expect(check).rejects.toThrow('EMBEDDED_KAFKA_PORT');
    server.close();
  });

  it('given a free port, when checked, then nothing is said', async () => {
    await expect(assertPortFree(await freePort(), 'ingestion', 'INGESTION_PORT')).resolves.toBeUndefined();
  });
});
