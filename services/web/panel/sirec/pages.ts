import { createHash } from 'node:crypto';
import { foldClaim } from '@foja/commands';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, type Desk, does, may, page, personOf, todayOf } from '../desk.ts';
import { type Form, field, fields, formOf, type Wrong } from '../form.ts';
import { recordReport, reportsOf } from './ledger.ts';
import { FIELDS, fileOf, isReportable, type Record18, recordOf } from './record.ts';
import { LOOK_BACK_DAYS, pendingFor } from './watch.ts';

/** Records of one file: each is read whole from its stream. */
const MOST = 500;

/** What is to be reported, the file, and the record of what was. */
export function sirecRoutes(app: FastifyInstance, desk: Desk): void {
  app.get('/panel/sirec', does('sirec/report', '/panel/sirec'), (request, reply) => sirecPage(desk, request, reply));

  app.post('/panel/sirec/archivo', does('sirec/report', '/panel/sirec/archivo'), async (request, reply) => {
    const records = await chosen(desk, request, formOf(request.body));
    if (records.length === 0) return sirecPage(desk, request, reply, NOTHING_CHOSEN);
    return reply
      .type('text/plain; charset=utf-8')
      .header('content-disposition', `attachment; filename="sirec-${personOf(request).ruc}-${todayOf(desk).today}.txt"`)
      .header('cache-control', 'no-store')
      .send(fileOf(records));
  });

  app.post('/panel/sirec/reportado', does('sirec/report', '/panel/sirec/reportado'), async (request, reply) => {
    const form = formOf(request.body);
    if (field(form, 'subido') !== 'si') return sirecPage(desk, request, reply, NOT_CONFIRMED);
    const records = await chosen(desk, request, form);
    if (records.length === 0) return sirecPage(desk, request, reply, NOTHING_CHOSEN);
    const recorded = await recordReport(
      desk.store,
      personOf(request).ruc,
      {
        fileSha256: createHash('sha256').update(fileOf(records)).digest('hex'),
        reportedAt: desk.clock(),
        claims: records.map(({ claimId, answered }) => ({ claimId, answered })),
      },
      { by: callerOf(request, { formulario: form['formulario'] }), revision: Number(field(form, 'reportes')) },
    );
    if (!recorded) return sirecPage(desk, request, reply, SOMEBODY_ELSE);
    return reply.redirect('/panel/sirec?hecho=si', 303);
  });
}

const NOTHING_CHOSEN = { campo: 'registros', texto: 'Elija al menos una hoja que se pueda reportar.' };
const NOT_CONFIRMED = { campo: 'subido', texto: 'Confirme que ya subió el archivo al SIREC.' };
const SOMEBODY_ELSE = {
  texto:
    'Otra persona registró un reporte mientras tanto. La lista ya está al día: revísela y vuelva a registrar si hace falta.',
};

async function sirecPage(desk: Desk, request: FastifyRequest, reply: FastifyReply, wrong?: Wrong) {
  const person = personOf(request);
  const { books, sirecSites } = await desk.commands.provider(person.ruc);
  const { pending, revision, total } = await pendingFor(desk, person.ruc, MOST);
  const { reports } = await reportsOf(desk.store, person.ruc);
  const shown = await Promise.all(
    pending.map(async ({ item, daysLeft, onlyAnswer }) => {
      const claim = await desk.commands.claim(item.claimId);
      if (claim === undefined) return [];
      const record = recordOf(claim, sirecSites.get(item.bookId));
      return [
        {
          valor: `${item.claimId}@${claim.revision}`,
          claimId: item.claimId,
          hoja: item.sheetNumber,
          libro: item.bookCode,
          presentado: item.filedOn,
          quedan: leftWords(daysLeft),
          vencido: daysLeft < 0,
          pronto: daysLeft >= 0 && daysLeft <= 7,
          soloRespuesta: onlyAnswer,
          cabe: isReportable(record),
          observaciones: record.remarks.map(({ kind, texto }) => ({ texto, falla: kind === 'fault' })),
        },
      ];
    }),
  );
  return page(desk, request, reply, {
    view: 'sirec',
    ...(wrong === undefined ? {} : { status: 422 }),
    data: {
      titulo: `${wrong === undefined ? '' : 'Error: '}SIREC`,
      errores: wrong === undefined ? [] : [wrong],
      resumen: 'No se hizo todavía',
      aviso:
        (request.query as { hecho?: string }).hecho === 'si'
          ? { tono: 'ok', texto: 'El reporte quedó registrado.' }
          : undefined,
      usaSirec: sirecSites.size > 0,
      registros: shown.flat(),
      desdeHace: LOOK_BACK_DAYS,
      total,
      hayMas: total > pending.length,
      reportes: revision,
      campos: FIELDS,
      anteriores: reports
        .slice(-20)
        .reverse()
        .map(({ reportedAt, claims, fileSha256 }) => ({
          cuando: reportedAt,
          hojas: claims.length,
          huella: fileSha256,
        })),
      sedes: may(person, 'settings/change')
        ? [...books.values()].map(({ bookId, code, establishment }) => ({
            bookId,
            code,
            establishment,
            sede: sirecSites.get(bookId),
          }))
        : [],
    },
  });
}

function leftWords(daysLeft: number): string {
  const days = Math.abs(daysLeft) === 1 ? '1 día' : `${Math.abs(daysLeft)} días`;
  return daysLeft < 0 ? `Pasaron los 30 hace ${days}` : `${daysLeft === 1 ? 'Queda' : 'Quedan'} ${days}`;
}

/**
 * The claims ticked, as they stood when the page showed them: the file that was downloaded and the one that is recorded are
 * the same, whatever happened in between.
 */
async function chosen(desk: Desk, request: FastifyRequest, form: Form): Promise<Record18[]> {
  const { ruc } = personOf(request);
  const { sirecSites } = await desk.commands.provider(ruc);
  const ticked = [...new Set(fields(form, 'registros'))].slice(0, MOST);
  const records = await Promise.all(
    ticked.map(async (value) => {
      const [, claimId, revision] = /^([0-9a-f-]{36})@(\d{1,9})$/.exec(value) ?? [];
      const claim = claimId === undefined ? undefined : await desk.commands.claim(claimId);
      if (claim === undefined || claim.state.filed.ruc !== ruc) return [];
      const then = foldClaim(claim.history.filter((entry) => entry.revision <= Number(revision)));
      return then === undefined ? [] : [recordOf(then, sirecSites.get(then.state.filed.bookId))];
    }),
  );
  return records.flat().filter(isReportable);
}
