import type { FastifyInstance } from 'fastify';

/**
 * While the app closes, every answer says that its connection closes too: a client that keeps it open would else hold
 * the process until the keep-alive time is over.
 */
export function finishConnections(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });
}
