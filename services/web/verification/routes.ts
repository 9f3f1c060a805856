import { formatVerifierKey } from '@foja/domain/ledger/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Web } from '../web.ts';
import { type Looked, look, type Uploaded } from './look.ts';
import type { Verification } from './verification.ts';

const PATH = '/verificar';
const FILES_MAX = 5;

/** Anybody's page for checking a copy or a proof file. Works by upload; nothing that is uploaded is kept. */
export function registerVerification(app: FastifyInstance, web: Web, verification: Verification): void {
  const config = { route: { action: 'house/read', path: PATH } } as const;

  async function show(request: FastifyRequest, reply: FastifyReply, resultados: readonly Looked[], error?: string) {
    const key = (await verification.keys())?.keys.at(-1)?.key;
    return web.page(request, reply, {
      view: 'verification/verificar',
      status: error === undefined ? 200 : 422,
      indexed: true,
      data: {
        titulo: 'Comprobar una copia',
        estilos: ['book/book.css'],
        clave: key === undefined ? undefined : formatVerifierKey(key),
        resultados,
        error,
      },
    });
  }

  app.get(PATH, { config }, (request, reply) => show(request, reply, []));

  app.post(PATH, { config }, async (request, reply) => {
    const files = await uploaded(request);
    if (files.length === 0) return show(request, reply, [], 'Elija al menos un archivo');
    return show(request, reply, await look(files, verification));
  });
}

async function uploaded(request: FastifyRequest): Promise<Uploaded[]> {
  const files: Uploaded[] = [];
  if (!request.isMultipart()) return files;
  for await (const part of request.parts()) {
    if (part.type !== 'file') continue;
    const bytes = await part.toBuffer();
    if (bytes.length > 0 && files.length < FILES_MAX) files.push({ name: part.filename.slice(0, 80), bytes });
  }
  return files;
}
