import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { encodingFor } from './compression.ts';

/** A style sheet, script or image of ours, held in memory. */
export interface Asset {
  /** `/recursos/layout/foja.3f9a0c12.css`: another content has another address, so it may be cached for ever. */
  readonly href: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** Compressed as well as can be, once: when it is first asked for. */
  encoded(encoding: 'br' | 'gzip'): Buffer;
}

export interface Assets {
  /** Address of `layout/foja.css`. @throws where there is no such file: a page would break silently. */
  href(name: string): string;
  find(name: string): Asset | undefined;
  all(): Iterable<Asset>;
}

/** Every file of `<area>/assets`, for each area: a folder of services/web. A folder in it is one file in parts, put together in their order. */
export function loadAssets(root: string, areas: readonly string[]): Assets {
  const assets = new Map<string, Asset>();
  /** A script names its neighbours by their files; browsers ask for them by their hashed addresses. */
  const load = (area: string, file: string): Asset => {
    const known = assets.get(`${area}/${file}`);
    if (known !== undefined) return known;
    const path = join(root, area, 'assets', file);
    const bytes = file.endsWith('.js')
      ? Buffer.from(
          readFileSync(path, 'utf8').replace(NEIGHBOUR, (_, other: string) => `from '${load(area, other).href}'`),
        )
      : wholeOf(path);
    const asset = assetOf(area, file, bytes);
    assets.set(`${area}/${file}`, asset);
    return asset;
  };
  for (const area of areas) for (const file of filesIn(join(root, area, 'assets'))) load(area, file);
  return {
    href(name) {
      const found = assets.get(name);
      if (found === undefined) throw new Error(`no asset ${name}`);
      return found.href;
    },
    find: (name) => assets.get(name),
    all: () => assets.values(),
  };
}

/** One route for all of them; a name that is not current is not found. */
export function serveAssets(app: FastifyInstance, assets: Assets): void {
  const byHref = new Map([...assets.all()].map((asset) => [asset.href, asset]));
  app.get<{ Params: { area: string; file: string } }>(
    '/recursos/:area/:file',
    { config: { route: { action: 'house/read', path: '/recursos/{area}/{file}' } } },
    async (request, reply) => {
      const asset = byHref.get(`/recursos/${request.params.area}/${request.params.file}`);
      if (asset === undefined) return reply.callNotFound();
      reply.header('cache-control', 'public, max-age=31536000, immutable');
      return sendAsset(request, reply, asset);
    },
  );
}

export function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  const encoding = encodingFor(request);
  reply.type(asset.type).header('vary', 'Accept-Encoding');
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.send(encoding === undefined ? asset.bytes : asset.encoded(encoding));
}

function assetOf(area: string, file: string, bytes: Buffer): Asset {
  const extension = extname(file);
  const type = TYPES[extension];
  if (type === undefined) throw new Error(`no media type for ${area}/${file}`);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  return compressible({
    href: `/recursos/${area}/${file.slice(0, -extension.length)}.${hash}${extension}`,
    type,
    bytes,
  });
}

export function compressible(asset: Omit<Asset, 'encoded'>): Asset {
  const compressed: Partial<Record<'br' | 'gzip', Buffer>> = {};
  return {
    ...asset,
    encoded(encoding) {
      const known = compressed[encoding] ?? compressors[encoding](asset.bytes);
      compressed[encoding] = known;
      return known;
    },
  };
}

const compressors: Readonly<Record<'br' | 'gzip', (bytes: Buffer) => Buffer>> = {
  br: (bytes) =>
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
};

function wholeOf(path: string): Buffer {
  if (!statSync(path).isDirectory()) return readFileSync(path);
  return Buffer.concat(filesIn(path).map((part) => readFileSync(join(path, part))));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // an area without assets
  }
}

const NEIGHBOUR = /from '\.\/([\w.-]+\.js)'/g;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
