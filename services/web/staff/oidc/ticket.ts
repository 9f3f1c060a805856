import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Sealing } from '../sealing.ts';

const ticketForm = z.strictObject({
  /** Epoch milliseconds. */
  until: z.number(),
  /** A page behind the door. */
  back: z.string(),
  asked: z.strictObject({ state: z.string(), nonce: z.string(), codeVerifier: z.string() }).optional(),
  /** Of whoever the issuer has let in, and who has yet to say as whom of several. */
  identity: z.strictObject({ issuer: z.string(), subject: z.string(), email: z.string().optional() }).optional(),
});

/** What a browser holds while somebody is at the issuer's, or chooses. */
export type Ticket = z.infer<typeof ticketForm>;

/** Kept by the browser, sealed: any process of the house reads it, and nobody else. */
export interface Tickets {
  give(request: FastifyRequest, reply: FastifyReply, ticket: Omit<Ticket, 'until'>): void;
  /** Taken away with the looking: it opens once in this browser. Undefined where there is none, or its time is over. */
  take(request: FastifyRequest, reply: FastifyReply): Ticket | undefined;
}

const LASTS_MS = 10 * 60_000;

export function ticketsAt(
  path: string,
  { sealing, clock }: { readonly sealing: Sealing; readonly clock: () => string },
): Tickets {
  const name = 'foja_organizacion';
  return {
    give(request, reply, ticket) {
      const until = Date.parse(clock()) + LASTS_MS;
      const sealed = sealing.seal(JSON.stringify({ ...ticket, until }), path).toString('base64url');
      // Lax, for the answer comes as a link from the issuer's pages.
      const secure = request.protocol === 'https';
      reply.setCookie(name, sealed, { path, httpOnly: true, sameSite: 'lax', secure, maxAge: LASTS_MS / 1000 });
    },
    take(request, reply) {
      const sealed = request.cookies[name];
      if (sealed === undefined) return undefined;
      reply.clearCookie(name, { path });
      const ticket = opened(sealed);
      return ticket === undefined || ticket.until <= Date.parse(clock()) ? undefined : ticket;
    },
  };

  function opened(sealed: string): Ticket | undefined {
    try {
      return ticketForm.parse(JSON.parse(sealing.open(Buffer.from(sealed, 'base64url'), path)));
    } catch {
      return undefined;
    }
  }
}
