import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '@foja/commands/problems/problem.ts';
import type { FastifyRequest } from 'fastify';
import { field, formOf } from './form.ts';

/** What a form must bring along to be believed: it can only be worked out by who holds the cookie. */
export function csrfOf({ passToken }: Pick<FastifyRequest, 'passToken'>): string {
  return createHmac('sha256', passToken).update('form').digest('base64url');
}

/**
 * Refuses a form that was not sent from a page of ours: another site can make a browser send one, with the cookie, but it
 * can neither read the token nor hide where it comes from. (`null` is what our own pages say: they give no referrer.)
 */
export function refuseForeignForm(request: FastifyRequest): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    (typeof site === 'string' && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== 'null' && !isOwn(origin, request));
  const given = Buffer.from(field(formOf(request.body), '_csrf'));
  const expected = Buffer.from(csrfOf(request));
  const same = given.length === expected.length && timingSafeEqual(given, expected);
  if (foreign || !same || request.passToken === '') {
    throw new Problem('auth/forbidden', {
      detail: {
        es: 'El formulario venció o no salió de este panel. Vuelva atrás, recargue la página y envíelo otra vez.',
        en: 'The form expired or did not come from this panel. Go back, reload the page and send it again.',
      },
    });
  }
}

function isOwn(origin: string, { host }: FastifyRequest): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
