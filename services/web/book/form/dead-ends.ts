import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BookWeb, FoundBook } from '../context.ts';
import { bookData } from './form-page.ts';

/** Where the form leads no further, and where to go instead. */
export async function sendNoBook(
  web: BookWeb,
  request: FastifyRequest,
  reply: FastifyReply,
  { firm, books, provider }: Pick<FoundBook, 'firm' | 'books' | 'provider'>,
): Promise<FastifyReply> {
  return web.page(request, reply, {
    view: 'book/no-book',
    status: 410,
    framedBy: provider.allowedOrigins,
    data: { titulo: 'Este libro ya no recibe hojas', sitio: firm.legalName, firma: firm, otras: books.length > 0 },
  });
}

export async function sendAlreadyFiled(
  web: BookWeb,
  request: FastifyRequest,
  reply: FastifyReply,
  found: FoundBook,
  constancia: string,
): Promise<FastifyReply> {
  return web.page(request, reply, {
    view: 'book/already-filed',
    status: 409,
    framedBy: found.provider.allowedOrigins,
    data: { ...bookData(found), titulo: 'Esta hoja ya fue presentada', constancia },
  });
}
