import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { does } from '../panel/desk.ts';
import { field, formOf, type Wrong } from '../panel/form.ts';
import type { KeyPass } from './pass.ts';
import type { Credential, KeySessions } from './sessions.ts';

export interface Door {
  /** `/indecopi`: the pages behind it. The door itself is at `/entrar` below it, the way out at `/salir`. */
  readonly path: string;
  readonly pass: KeyPass;
  readonly sessions: KeySessions;
  readonly clock: () => string;
  isIn(request: FastifyRequest): boolean;
  /** The credential that a key is, where it opens; undefined for any other text. */
  credentialOf(key: string): Promise<Credential | undefined>;
  show(request: FastifyRequest, reply: FastifyReply, wrong: readonly Wrong[]): FastifyReply | Promise<FastifyReply>;
}

/** In by the key that was shown once, and out. Any key that does not open is told in the same words. */
export function doorRoutes(app: FastifyInstance, door: Door): void {
  const { path, pass, sessions, clock } = door;
  const entry = `${path}/entrar`;

  app.get(entry, does('house/read', entry), async (request, reply) => {
    if (door.isIn(request)) return reply.redirect(path, 303);
    pass.ensure(request, reply);
    return door.show(request, reply, []);
  });

  app.post(entry, does('house/read', entry), async (request, reply) => {
    const credential = await door.credentialOf(field(formOf(request.body), 'llave').slice(0, 200));
    if (credential === undefined) return door.show(request, reply, [{ campo: 'llave', texto: WRONG }]);
    pass.give(request, reply, await sessions.open(credential, clock()));
    return reply.redirect(path, 303);
  });

  app.post(`${path}/salir`, does('house/read', `${path}/salir`), async (request, reply) => {
    await sessions.close(request.passToken);
    pass.take(reply);
    return reply.redirect(entry, 303);
  });
}

const WRONG = 'La llave no abre: está incompleta, venció o fue revocada. Cópiela entera, desde foja_ hasta el final.';
