import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Staff } from '../staff/index.ts';
import { newToken } from '../staff/sessions.ts';
import { actorOf } from './desk.ts';

/** Sent to `/panel` only: the public pages never see a cookie. */
const NAME = 'foja_panel';
const PATH = '/panel';

/**
 * The cookie of the panel: who is signed in is known from here on as an actor like any other, before the API's guard asks
 * whether they may. Before anybody signs in it holds a token of nobody, to which the forms are tied all the same.
 */
export async function readPass(app: FastifyInstance, staff: Staff): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('person', undefined);
  app.decorateRequest('enrolling', undefined);
  app.decorateRequest('passToken', '');
  app.addHook('onRequest', async (request) => {
    const token = request.cookies[NAME] ?? '';
    request.passToken = token;
    // A key in a header is for programs, and a page for people: neither stands in for the other.
    request.sender = { role: 'anonymous' };
    const found = token === '' ? undefined : await staff.whoIs(token);
    if (found?.session.stage !== 'open') return;
    const { staffId, role, name, email } = found.member;
    const person = { staffId, role, name, email, ruc: found.session.ruc, token };
    // To every route they are nobody yet, but to the one that sets up the second factor: a new route is shut by itself.
    if (found.mustEnrol) {
      request.enrolling = person;
      return;
    }
    request.person = person;
    request.sender = actorOf(request.person);
  });
}

/** Makes sure that a form can be tied to this browser. */
export function ensurePass(request: FastifyRequest, reply: FastifyReply): void {
  if (/^[\w-]{43}$/.test(request.passToken)) return;
  givePass(request, reply, newToken());
}

/** A new token at every step up: who knew the old one, or planted it, gains nothing. */
export function givePass(request: FastifyRequest, reply: FastifyReply, token: string): void {
  request.passToken = token;
  reply.setCookie(NAME, token, {
    path: PATH,
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
  });
}

export function takePass(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: PATH });
}
