import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { days } from '../../layout/formats.ts';
import { type BookWeb, bookPath, type FoundBook, regimeNow } from '../context.ts';
import type { Attachment } from '../evidence/attachment.ts';
import { currencyChoices, documentChoices } from './choices.ts';
import { type FieldName, type Fields, noFields } from './fields.ts';

export interface FormState {
  readonly fields: Fields;
  readonly seal: string;
  readonly attachments: readonly SealedAttachment[];
  readonly errors: readonly { readonly campo: FieldName | 'conformidad' | ''; readonly texto: string }[];
}

export interface SealedAttachment extends Attachment {
  readonly ref: string;
}

/** The empty form, with a seal of its own. */
export function blankForm(web: BookWeb, { book }: FoundBook): FormState {
  return { fields: noFields, seal: web.seals.mint(book.bookId, web.clock()), attachments: [], errors: [] };
}

export interface SentForm {
  readonly found: FoundBook;
  readonly state: FormState;
  /** Files that were not taken, each in a sentence. */
  readonly refusals?: readonly string[];
  readonly status?: number;
}

/** The form, with all that was typed so far. */
export async function sendForm(
  web: BookWeb,
  request: FastifyRequest,
  reply: FastifyReply,
  { found, state, refusals = [], status = 200 }: SentForm,
): Promise<FastifyReply> {
  // Going back must bring back what was typed, which browsers only do where the page may be kept.
  const isPost = request.method === 'POST';
  if (!isPost) reply.header('cache-control', 'private, no-cache');
  const regime = regimeNow(web, found.firm);
  return web.page(request, reply, {
    view: 'book/form',
    status,
    framedBy: found.provider.allowedOrigins,
    connects: true,
    indexed: !isPost,
    data: {
      ...bookData(found),
      titulo: `${state.errors.length > 0 ? 'Error: ' : ''}Presente su reclamo o queja`,
      guiones: ['book/form.js'],
      hoy: limaDateOf(web.clock()),
      variasSedes: found.books.length > 1,
      plazo: regime === undefined ? undefined : days(regime.term.n, regime.term.unit),
      leyendas: regime?.legends ?? [],
      documentos: documentChoices,
      monedas: currencyChoices,
      ayudaCorreo: web.settings.mailStaysHere === true ? '' : 'Le enviaremos una copia de su hoja.',
      v: state.fields,
      sello: state.seal,
      adjuntos: state.attachments.map(shown),
      rechazos: refusals,
      errores: state.errors,
      e: Object.fromEntries(state.errors.map(({ campo, texto }) => [campo, texto])),
    },
  });
}

/** What every page of a book shows of it. */
export function bookData({ firm, book }: FoundBook) {
  return {
    sitio: firm.tradeName ?? firm.legalName,
    inicio: `/libro/${firm.ruc}`,
    estilos: ['book/book.css'],
    firma: firm,
    libro: book,
    accion: bookPath(firm.ruc, book.code),
  };
}

export function shown({ ref, fileName, sizeBytes }: SealedAttachment) {
  return { ref, nombre: fileName, sizeBytes };
}
