import { randomUUID } from 'node:crypto';
import { eventId } from '@foja/commands/event-ids.ts';
import type { EventOf } from '@foja/contracts';
import { closeBook as closeBody, openBook as openBody } from '@foja/contracts/http/bodies.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { closeBook, openBook } from '@foja/domain/provider/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, page, personOf } from '../desk.ts';
import { type Form, field, formOf, parseForm, type Wrong } from '../form.ts';
import { words } from './settings.ts';

type Opening = Pick<EventOf<'BookOpened'>['data'], 'code' | 'establishment' | 'address' | 'channel' | 'firstNumber'>;

/** One book per establishment and channel, opened and closed here. */
export function bookRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/ajustes/libros';
  app.get(url, does('book/open', url), (request, reply) => booksPage(desk, request, reply, {}));

  app.post(url, does('book/open', url), async (request, reply) => {
    const form = formOf(request.body);
    const first = field(form, 'primero');
    const body = {
      code: field(form, 'codigo'),
      establishment: field(form, 'establecimiento'),
      address: field(form, 'direccion'),
      channel: field(form, 'canal'),
      ...(first === '' ? {} : { firstNumber: Number(first) }),
    };
    const parsed = parseForm<Opening>(openBody, body, LABELS);
    if (!parsed.ok) return booksPage(desk, request, reply, { wrong: parsed.wrong, form });
    const by = callerOf(request, { formulario: field(form, 'formulario') || randomUUID() });
    const book = {
      ...parsed.data,
      bookId: eventId(by.commandId, 'book'),
      firstYear: Number(limaDateOf(desk.clock()).slice(0, 4)),
    };
    const result = await desk.commands.onProvider(personOf(request).ruc, (state) => openBook(state, book), by);
    if (!result.ok) return booksPage(desk, request, reply, { wrong: [{ texto: words(result.refusal) }], form });
    return reply.redirect(`${url}?hecho=abierto`, 303);
  });

  app.post(`${url}/cerrar`, does('book/close', `${url}/cerrar`), async (request, reply) => {
    const form = formOf(request.body);
    const parsed = parseForm<{ reason: string }>(closeBody, { reason: field(form, 'motivo') }, CLOSING);
    if (!parsed.ok) return booksPage(desk, request, reply, { wrong: parsed.wrong });
    const command = { bookId: field(form, 'libro'), reason: parsed.data.reason };
    const by = callerOf(request, { formulario: field(form, 'formulario') });
    const result = await desk.commands.onProvider(personOf(request).ruc, (state) => closeBook(state, command), by);
    if (!result.ok) return booksPage(desk, request, reply, { wrong: [{ texto: words(result.refusal) }] });
    return reply.redirect(`${url}?hecho=cerrado`, 303);
  });
}

async function booksPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { wrong = [], form = {} }: { readonly wrong?: readonly Wrong[]; readonly form?: Form },
) {
  const { books, registered } = await desk.commands.provider(personOf(request).ruc);
  const { hecho } = request.query as { hecho?: string };
  return page(desk, request, reply, {
    view: 'libros',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Libros`,
      seccion: 'libros',
      errores: wrong,
      v: form,
      formulario: randomUUID(),
      libros: [...books.values()].map((book) => ({
        ...book,
        respaldo: book.channel === 'backup',
        ruc: registered?.ruc,
      })),
      aviso:
        hecho === 'abierto'
          ? { tono: 'ok', texto: 'El libro quedó abierto y ya recibe hojas.' }
          : hecho === 'cerrado'
            ? { tono: 'ok', texto: 'El libro quedó cerrado. Sus hojas siguen aquí, con sus plazos.' }
            : undefined,
    },
  });
}

const LABELS = {
  code: { campo: 'codigo', nombre: 'Código' },
  establishment: { campo: 'establecimiento', nombre: 'Establecimiento' },
  address: { campo: 'direccion', nombre: 'Dirección' },
  channel: { campo: 'canal-virtual', nombre: 'Tipo de libro' },
  firstNumber: { campo: 'primero', nombre: 'Primer número' },
} as const;
const CLOSING = { reason: { campo: 'motivo', nombre: 'Motivo del cierre' } } as const;
