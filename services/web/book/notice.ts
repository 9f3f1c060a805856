import type { LooseDocument } from '@foja/documents';
import type { FastifyInstance } from 'fastify';
import { type BookWeb, bookPath, findBook, publicUrl } from './context.ts';
import { bookData } from './form/form-page.ts';
import { sendNoPdf, unlessThereIsNoBrowser } from './no-pdf.ts';
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
          pdf: `/aviso/${found.firm.ruc}/${encodeURIComponent(found.book.code)}/aviso.pdf`,
        },
      });
    },
  );

  /** Printing one costs a browser's time and anybody may ask, so the latest are kept. */
  const printed = new Map<string, LooseDocument>();

  app.get<{ Params: { ruc: string; code: string } }>(
    '/aviso/:ruc/:code/aviso.pdf',
    { config: { route: { action: 'house/read', path: '/aviso/{ruc}/{code}/aviso.pdf' } } },
    async (request, reply) => {
      const { firm, book } = await findBook(web, request.params);
      const url = `${publicUrl(web, request)}${bookPath(firm.ruc, book.code)}`;
      const of = { bookKind: 'virtual', provider: firm, book, url } as const;
      const key = JSON.stringify([url, firm.legalName, firm.tradeName, book.establishment]);
      const pdf = printed.get(key) ?? (await unlessThereIsNoBrowser(web.documents.poster(of)));
      if (pdf === undefined) {
        const imprimible = `/aviso/${firm.ruc}/${encodeURIComponent(book.code)}`;
        return sendNoPdf(web, request, reply, { data: { inicio: `/libro/${firm.ruc}` }, imprimible });
      }
      printed.set(key, pdf);
      const oldest = printed.size > MOST_PRINTED ? printed.keys().next().value : undefined;
      if (oldest !== undefined) printed.delete(oldest);
      reply.header('content-disposition', `attachment; filename="${pdf.fileName}"`).type(pdf.mediaType);
      return reply.send(pdf.bytes);
    },
  );
}

const MOST_PRINTED = 50;
