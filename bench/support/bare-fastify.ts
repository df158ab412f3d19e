import { fastify } from 'fastify';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';

/** The most that any service on Fastify can do under the same load: it parses the body and answers as much as ours does. */
const serve = async (): Promise<void> => {
  const app = fastify();
  app.post('/calls', (_request, reply) => {
    const [id, eventId] = [randomUUID(), randomUUID()];
    void reply.code(201).header('location', `/streams/call-${id}`);
    const events = [{ id: eventId, type: 'CallLogged', stream: `call-${id}`, revision: 0 }];
    return { id, stream: `call-${id}`, revision: 0, position: '1', events, alreadyThere: false };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  process.once('disconnect', () => process.exit());
  process.send?.((app.server.address() as AddressInfo).port);
};

void serve();
