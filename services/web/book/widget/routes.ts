import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Asset, compressible, sendAsset } from '../../layout/index.ts';
import type { BookWeb } from '../context.ts';

/**
 * What other sites load, at addresses that never change. They are kept an hour and asked for by their tag after that. Any
 * origin may load them: they hold nothing; whose pages may show a form is said by the form itself.
 */
export function registerWidget(app: FastifyInstance, _web: BookWeb): void {
  const script = readFileSync(join(import.meta.dirname, 'foja.js'), 'utf8');
  const files = [
    assetOf('/widget/foja.js', 'text/javascript; charset=utf-8', script),
    assetOf('/widget/foja.css', 'text/css; charset=utf-8', styleIn(script)),
  ];
  for (const asset of files) {
    const tag = `"${createHash('sha256').update(asset.bytes).digest('base64url').slice(0, 16)}"`;
    app.get(asset.href, { config: { route: { action: 'house/read', path: asset.href } } }, async (request, reply) => {
      reply
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('cache-control', 'public, max-age=3600')
        .header('etag', tag);
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return sendAsset(request, reply, asset);
    });
  }
}

function assetOf(href: string, type: string, text: string): Asset {
  return compressible({ href, type, bytes: Buffer.from(text) });
}

/** For browsers that construct no style sheet: the script's own, as a file. */
function styleIn(script: string): string {
  const style = /const css = `([^`]+)`/.exec(script)?.[1];
  if (style === undefined) throw new Error('the widget has lost its style sheet');
  return style.trim();
}
