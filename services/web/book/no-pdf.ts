import { NoBrowser, RendererBusy, RenderFailed } from '@foja/documents';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BookWeb } from './context.ts';

/** Undefined where no PDF can be made now; a claim's is remembered by then, and made as soon as it can be. */
export async function unlessThereIsNoBrowser<T>(made: Promise<T>): Promise<T | undefined> {
  try {
    return await made;
  } catch (error) {
    if (error instanceof NoBrowser || error instanceof RendererBusy || error instanceof RenderFailed) return undefined;
    throw error;
  }
}

/** What is there instead: the same to print from one's own browser. */
export async function sendNoPdf(
  web: BookWeb,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    data,
    imprimible,
    seguimiento,
  }: { readonly data: object; readonly imprimible: string; readonly seguimiento?: string },
): Promise<FastifyReply> {
  return web.page(request, reply.header('retry-after', '60'), {
    view: 'book/no-pdf',
    status: 503,
    data: { ...data, titulo: 'El PDF no está listo', imprimible, seguimiento },
  });
}
