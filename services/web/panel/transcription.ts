import { eventId } from '@foja/commands/event-ids.ts';
import { problems } from '@foja/contracts';
import { paperNumber } from '@foja/contracts/events/claim.ts';
import { type FileClaim, fileClaim } from '@foja/contracts/http/bodies.ts';
import { attachEvidence } from '@foja/domain/claim/index.ts';
import { dayNumberOf, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { longDate } from '../layout/formats.ts';
import { typedAmount } from '../layout/typed-amount.ts';
import { keep } from './claims/files.ts';
import { instantOf, localOf } from './claims/lima-input.ts';
import { callerOf, type Desk, does, page, personOf, shown } from './desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from './form.ts';
import { TWIN, type Twins, takeNumber, twinsOf } from './paper-twins.ts';

/**
 * A sheet of the Libro de Respaldo, typed into the virtual book. It bears the day it was written, which starts the term; the
 * norm gives one calendar day to copy it (Reglamento, art. 4-A), and a late copy is better than none.
 */
export function transcriptionRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/respaldo';
  app.get(url, does('claim/transcribe', url), (request, reply) => sheetForm(desk, request, reply, {}));

  app.post(url, does('claim/transcribe', url), async (request, reply) => {
    const form = formOf(request.body);
    const wrong: Wrong[] = [];
    const bookId = field(form, 'libro');
    if (!(await ownBook(desk, request, bookId)))
      wrong.push({ campo: 'libro', texto: 'Elija el libro en que se registra.' });
    const filedAt = instantOf(field(form, 'fecha'));
    if (filedAt === undefined || Number.isNaN(Date.parse(filedAt))) {
      wrong.push({ campo: 'fecha', texto: 'Escriba la fecha y la hora que figuran en la hoja.' });
    } else if (Date.parse(filedAt) > Date.parse(desk.clock())) {
      wrong.push({ campo: 'fecha', texto: 'La fecha de la hoja no puede ser futura.' });
    }
    const printed = paperNumberIn.safeParse(field(form, 'numero-papel'));
    if (!printed.success) {
      wrong.push({
        campo: 'numero-papel',
        texto: 'Escriba el número tal como está impreso, por ejemplo 000000087-2026.',
      });
    }
    const body = bodyOf(form);
    const parsed = parseForm<FileClaim>(fileClaim, body, LABELS);
    if (!parsed.ok) wrong.push(...parsed.wrong);
    if (!parsed.ok || !printed.success || wrong.length > 0 || filedAt === undefined)
      return sheetForm(desk, request, reply, { form, wrong });

    const by = callerOf(request, { formulario: field(form, 'formulario') });
    const about = { bookId, idempotencyKey: by.commandId, ruc: personOf(request).ruc };
    const twins = await twinsOf(desk, printed.data, about);
    if (twins !== undefined && field(form, 'otra-hoja') !== twins.seen)
      return sheetForm(desk, request, reply, { form, wrong: [TWIN], twins });
    if (!(await takeNumber(desk, printed.data, { bookId, seen: twins?.seen ?? '', by }))) {
      const now = await twinsOf(desk, printed.data, about);
      return sheetForm(desk, request, reply, { form, wrong: [TWIN], ...(now === undefined ? {} : { twins: now }) });
    }
    const { conformity: _signed, ...filing } = parsed.data;
    const result = await desk.commands.file(
      {
        ...{ bookId, idempotencyKey: by.commandId, channel: 'backup', body: filing, filedAt },
        paperNumber: printed.data,
      },
      by,
    );
    if (!result.ok) {
      const { code, norm } = result.refusal;
      const texto = `${problems[code].es}${norm === undefined ? '' : ` (${norm})`}.`;
      return sheetForm(desk, request, reply, { form, wrong: [{ texto }] });
    }
    const scanned = await attachScans(desk, request, result.claimId, by);
    await shown(desk, result.position);
    return reply.redirect(
      `/panel/reclamos/${result.claimId}?hecho=${scanned ? 'respaldo' : 'respaldo-sin-archivo'}`,
      303,
    );
  });
}

/** A sheet that bears no number is taken, too: it was filed all the same. */
const paperNumberIn = z
  .literal('')
  .transform(() => undefined)
  .or(paperNumber);

/** The filing stands whatever becomes of the scans: what fails is told, and can be attached on the claim's page. */
async function attachScans(desk: Desk, request: FastifyRequest, claimId: string, by: ReturnType<typeof callerOf>) {
  let all = true;
  for (const [index, upload] of request.uploads.entries()) {
    try {
      const kept = await keep(desk, upload);
      if (!kept.ok) throw new Error('not kept');
      const commandId = eventId(by.commandId, `scan ${index}`);
      const evidenceId = eventId(commandId, 'evidence');
      const evidence = { ...kept.file, evidenceId, by: 'provider', bytes: 'kept' } as const;
      const result = await desk.commands.onClaim(claimId, (claim) => attachEvidence(claim, evidence), {
        ...by,
        commandId,
      });
      if (!result.ok) all = false;
    } catch {
      all = false;
    }
  }
  return all;
}

async function ownBook(desk: Desk, request: FastifyRequest, bookId: string): Promise<boolean> {
  const { books } = await desk.commands.provider(personOf(request).ruc);
  return books.get(bookId)?.closed === false;
}

async function sheetForm(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { form = {}, wrong = [], twins }: { readonly form?: Form; readonly wrong?: readonly Wrong[]; readonly twins?: Twins },
) {
  const { books } = await desk.commands.provider(personOf(request).ruc);
  const open = [...books.values()].filter(({ closed }) => !closed);
  return page(desk, request, reply, {
    view: 'respaldo',
    ...(wrong.length > 0 ? { status: 422 } : {}),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Pasar una hoja de papel`,
      errores: wrong,
      v: form,
      formulario: field(form, 'formulario') || request.id,
      ahora: localOf(desk.clock()),
      libros: open.map(({ bookId, code, establishment, channel }) => ({
        bookId,
        texto: `${code} · ${establishment}${channel === 'backup' ? ' (respaldo)' : ''}`,
        elegido: bookId === field(form, 'libro') || open.length === 1,
      })),
      mismoNumero: twins,
      archivos: desk.files !== undefined,
      tarde: lateWords(desk, form),
    },
  });
}

/** Told again where the form comes back; a script tells it while the date is typed. */
function lateWords({ clock }: Desk, form: Form): string | undefined {
  const filedAt = instantOf(field(form, 'fecha'));
  if (filedAt === undefined || Number.isNaN(Date.parse(filedAt))) return undefined;
  const days = dayNumberOf(limaDateOf(clock())) - dayNumberOf(limaDateOf(filedAt));
  if (days <= 1) return undefined;
  return `La hoja es del ${longDate(limaDateOf(filedAt))}: pasó más de un día calendario (Reglamento, art. 4-A). Regístrela igual, y cuanto antes: el plazo de respuesta corre desde esa fecha.`;
}

function bodyOf(form: Form) {
  const minor = field(form, 'menor') === 'si';
  const guardian = {
    name: field(form, 'tutor'),
    ...optional('documentType', field(form, 'tutor') === '' ? '' : field(form, 'tutor-tipo')),
    ...optional('documentNumber', field(form, 'tutor-documento')),
  };
  const amount = field(form, 'monto');
  return {
    type: field(form, 'tipo'),
    consumer: {
      name: field(form, 'nombre'),
      documentType: field(form, 'documento-tipo'),
      documentNumber: field(form, 'documento'),
      ...optional('address', field(form, 'domicilio')),
      ...optional('email', field(form, 'correo')),
      ...optional('phone', field(form, 'telefono')),
      ...(minor ? { minor } : {}),
      ...(guardian.name === '' ? {} : { guardian }),
    },
    good: {
      kind: field(form, 'bien'),
      ...optional('description', field(form, 'descripcion')),
      ...(amount === '' ? {} : { amount: typedAmount(amount, field(form, 'moneda') || 'PEN') }),
    },
    detail: field(form, 'detalle'),
    ...optional('request', field(form, 'pedido')),
    responseMedium: field(form, 'medio'),
    conformity: field(form, 'firmada') === 'si',
  };
}

const LABELS = {
  type: { campo: 'tipo-reclamo', nombre: 'Reclamo o queja' },
  'consumer.name': { campo: 'nombre', nombre: 'Nombre' },
  'consumer.documentType': { campo: 'documento-tipo', nombre: 'Tipo de documento' },
  'consumer.documentNumber': { campo: 'documento', nombre: 'Número de documento' },
  'consumer.address': { campo: 'domicilio', nombre: 'Domicilio' },
  'consumer.email': { campo: 'correo', nombre: 'Correo electrónico' },
  'consumer.phone': { campo: 'telefono', nombre: 'Teléfono' },
  'consumer.guardian': { campo: 'tutor', nombre: 'Padre, madre o tutor' },
  'consumer.guardian.documentType': { campo: 'tutor-tipo', nombre: 'Documento del padre, madre o tutor' },
  'consumer.guardian.documentNumber': { campo: 'tutor-documento', nombre: 'Número del padre, madre o tutor' },
  'consumer.guardian.name': { campo: 'tutor', nombre: 'Padre, madre o tutor' },
  'good.kind': { campo: 'bien-product', nombre: 'Producto o servicio' },
  'good.description': { campo: 'descripcion', nombre: 'Descripción' },
  'good.amount.value': { campo: 'monto', nombre: 'Monto' },
  'good.amount.currency': { campo: 'moneda', nombre: 'Moneda' },
  detail: { campo: 'detalle', nombre: 'Detalle' },
  request: { campo: 'pedido', nombre: 'Pedido' },
  responseMedium: { campo: 'medio-email', nombre: 'Medio de respuesta' },
  conformity: { campo: 'firmada', nombre: 'Firma' },
} as const;
