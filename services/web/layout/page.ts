import type { FastifyReply, FastifyRequest } from 'fastify';
import { compress, encodingFor } from './compression.ts';
import { contentSecurityPolicy, type PagePolicy } from './csp.ts';
import type { Views } from './views.ts';

export interface Page extends PagePolicy {
  /** `<area>/<file>` of the template. */
  readonly view: string;
  /** What the template reads; `titulo` is the page's title. */
  readonly data: { readonly titulo: string } & Readonly<Record<string, unknown>>;
  readonly status?: number;
  /** Search engines may list it. Most pages here are somebody's own. */
  readonly indexed?: boolean;
}

/** Sends a page with the headers that every page has. Never cached unless the handler has said otherwise. */
export async function sendPage(
  views: Views,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
): Promise<FastifyReply> {
  const html = views.render(page.view, page.data);
  const encoding = encodingFor(request);
  reply
    .code(page.status ?? 200)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', contentSecurityPolicy(page))
    .header('content-language', 'es-PE')
    .header('referrer-policy', 'no-referrer')
    .header('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    .header('vary', 'Accept-Encoding');
  if (page.framedBy !== undefined && page.framedBy.length > 0) reply.removeHeader('x-frame-options');
  else reply.header('x-frame-options', 'DENY');
  if (page.indexed !== true) reply.header('x-robots-tag', 'noindex, nofollow');
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  if (encoding === undefined || html.length < SMALL) return reply.send(html);
  return reply.header('content-encoding', encoding).send(await compress(html, encoding));
}

/** Below this a packet is a packet. */
const SMALL = 1_000;
