import type { FastifyInstance } from 'fastify';
import { type BookWeb, bookPath, findBook, publicUrl } from './context.ts';
import { bookData } from './form/form-page.ts';
import { qrOf } from './qr.ts';

/** The notice that hangs in the shop (Anexo II), and a code that opens the book; what is ours stands outside its frame. */
export function registerNotice(app: FastifyInstance, web: BookWeb): void {
  app.get<{ Params: { ruc: string; code: string } }>(
    '/aviso/:ruc/:code',
    { config: { route: { action: 'house/read', path: '/aviso/{ruc}/{code}' } } },
    async (request, reply) => {
      const found = await findBook(web, request.params);
      const href = bookPath(found.firm.ruc, found.book.code);
      const link = `${publicUrl(web, request)}${href}`;
      return web.page(request, reply, {
        view: 'book/notice',
        indexed: true,
        data: {
          ...bookData(found),
          titulo: 'Aviso del Libro de Reclamaciones',
          guiones: ['book/receipt.js'],
          href,
          enlace: link,
          qr: await qrOf(link),
        },
      });
    },
  );
}
