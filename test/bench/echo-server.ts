import fastify from 'fastify';

/** The reference: what Fastify alone answers on this machine when it parses a body and sends it back. */
const server = fastify();
server.post('/v1/webhooks/transactions', (request, reply) => reply.code(202).send(request.body));
const address = await server.listen({ host: '127.0.0.1', port: 0 });
process.send?.(address);
process.once('disconnect', () => void server.close());
