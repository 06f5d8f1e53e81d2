import type { FastifyInstance } from 'fastify';

/** Far below the time that a supervisor allows for a stop. */
const INTERVAL_MS = 50;

/**
 * On close, Node ends the connections that are idle at that moment. One that is still answering then would stay open for
 * as long as its client keeps it alive, more than a minute, and hold up the stop; so it is ended once it has answered.
 */
export function closeIdleConnections(fastify: FastifyInstance): void {
  fastify.addHook('preClose', (done) => {
    const { server } = fastify;
    const timer = setInterval(() => {
      server.closeIdleConnections();
    }, INTERVAL_MS);
    server.once('close', () => {
      clearInterval(timer);
    });
    // A server that never listened will not say that it closed.
    timer.unref();
    done();
  });
}
