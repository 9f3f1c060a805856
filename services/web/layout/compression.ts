import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyRequest } from 'fastify';

/** The best encoding that the browser takes, of those we make; undefined: as it is. */
export function encodingFor({ headers }: FastifyRequest): 'br' | 'gzip' | undefined {
  const accepted = headers['accept-encoding'];
  if (typeof accepted !== 'string') return undefined;
  const offered = accepted.split(',').map((part) => part.trim().toLowerCase());
  const takes = (name: string) =>
    offered.some((part) => part === name || (part.startsWith(`${name};`) && !NONE.test(part)));
  return takes('br') ? 'br' : takes('gzip') ? 'gzip' : undefined;
}

/** Fast settings: a page is compressed while somebody waits for it. */
export async function compress(text: string, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return gzipped(text, { level: 5 });
  return brotlied(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
  });
}

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);
const NONE = /;\s*q=0(?:\.0*)?$/;
