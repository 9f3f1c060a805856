import type { FastifyReply, FastifyRequest } from 'fastify';
import { newToken } from '../staff/sessions.ts';

/** The cookie of a browser that came in with a key, sent to one part of the site only. */
export interface KeyPass {
  /** Empty where there is none. */
  tokenIn(request: FastifyRequest): string;
  /** Makes sure that a form can be tied to this browser. */
  ensure(request: FastifyRequest, reply: FastifyReply): void;
  /** A new token at the step up: who knew the old one, or planted it, gains nothing. */
  give(request: FastifyRequest, reply: FastifyReply, token: string): void;
  take(reply: FastifyReply): void;
}

export function keyPass({ name, path }: { readonly name: string; readonly path: string }): KeyPass {
  function give(request: FastifyRequest, reply: FastifyReply, token: string): void {
    request.passToken = token;
    reply.setCookie(name, token, { path, httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' });
  }
  return {
    tokenIn: ({ cookies }) => cookies[name] ?? '',
    ensure(request, reply) {
      if (!/^[\w-]{43}$/.test(request.passToken)) give(request, reply, newToken());
    },
    give,
    take(reply) {
      reply.clearCookie(name, { path });
    },
  };
}
