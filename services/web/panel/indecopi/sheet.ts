import { eventId } from '@foja/commands/event-ids.ts';
import { problems } from '@foja/contracts';
import { attachDescargos as body } from '@foja/contracts/http/bodies.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { namedOnlyWords } from '@foja/documents/views/attachments.ts';
import { attachAllDescargos, MOST_FILES } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { claimOf, type OfClaim } from '../claims/claim-page.ts';
import { refusalWords } from '../claims/commands.ts';
import { type Kept, lookAt, refusalToTake } from '../claims/files.ts';
import { callerOf, type Desk, does, page, shown } from '../desk.ts';
import { type Form, field, formOf, optional, parseForm, type Wrong } from '../form.ts';
import { requestsOf } from './requests.ts';

/** A sheet that Indecopi asked for: its requests, and the firm's descargos, which may be typed (Código, art. 152). */
export function sheetRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/indecopi/hojas/:claimId';
  const path = '/panel/indecopi/hojas/{claimId}';
  const doesIt = does('case-file/follow', path, ofClaim);
  app.get<OfClaim>(url, doesIt, (request, reply) => sheetPage(desk, request, reply, {}));

  app.post<OfClaim>(url, doesIt, async (request, reply) => {
    const form = formOf(request.body);
    const again = (wrong: readonly Wrong[], status = 422) => sheetPage(desk, request, reply, { form, wrong, status });
    const statement = field(form, 'escrito');
    if (statement === '' && request.uploads.length === 0) return again([NOTHING]);
    if (statement.length > STATEMENT_MAX) return again([TOO_LONG]);
    const caller = callerOf(request, form);
    const idOf = (index: number) => eventId(caller.commandId, `descargos ${index}`);
    const count = request.uploads.length + (statement === '' ? 0 : 1);
    const full = refusalToTake(
      claimOf(request),
      'descargos',
      Array.from({ length: count }, (_, at) => idOf(at)),
    );
    if (full !== undefined) return again([{ texto: refusalWords(full) }], problems[full.code].status);
    const looked = await Promise.all(request.uploads.map((upload) => lookAt(desk, upload)));
    const refused = looked.flatMap((one) => (one.ok ? [] : [{ campo: 'archivos', texto: one.why }]));
    if (refused.length > 0) return again(refused);
    const kept: (Kept | Awaited<ReturnType<typeof keepStatement>>)[] =
      statement === '' ? [] : [await keepStatement(desk, statement)];
    for (const one of looked) if (one.ok) kept.push(await one.lay());
    const failed = kept.flatMap((one) => (one.ok ? [] : [{ campo: 'archivos', texto: one.why }]));
    if (failed.length > 0) return again(failed);
    const reference = optional('reference', field(form, 'referencia'));
    const all: Parameters<typeof attachAllDescargos>[1][number][] = [];
    for (const [index, one] of kept.entries()) {
      if (!one.ok) continue;
      const parsed = parseForm<ReturnType<typeof body.parse>>(body, { ...one.file, ...reference }, LABELS);
      if (!parsed.ok) return again(parsed.wrong);
      all.push({ ...parsed.data, descargosId: idOf(index), bytes: 'kept' });
    }
    const { claimId } = claimOf(request).state.filed;
    const result = await desk.commands.onClaim(claimId, (claim) => attachAllDescargos(claim, all), caller);
    if (!result.ok) return again([{ texto: refusalWords(result.refusal) }], problems[result.refusal.code].status);
    await shown(desk, result.position);
    return reply.redirect(`/panel/indecopi/hojas/${claimId}?hecho=descargos`, 303);
  });
}

const STATEMENT_MAX = 10_000;
const NOTHING = { campo: 'escrito', texto: 'Escriba sus descargos o elija al menos un archivo.' };
const TOO_LONG = { campo: 'escrito', texto: 'El escrito tiene hasta 10,000 caracteres: lo más largo va como archivo.' };
const LABELS = { reference: { campo: 'referencia', nombre: 'Número de Indecopi' } } as const;

/** What was typed is a file like the others, so that case files, downloads and erasure treat it as they do them. */
async function keepStatement({ files, clock }: Desk, statement: string) {
  if (files === undefined) return { ok: false, why: 'Esta instalación no guarda archivos.' } as const;
  const mediaType = 'text/plain';
  const stored = await files.put(Buffer.from(`${statement}\n`), { mediaType });
  return { ok: true, file: { ...stored, mediaType, fileName: `descargos-${limaDateOf(clock())}.txt` } } as const;
}

interface Typed {
  readonly form?: Form;
  readonly wrong?: readonly Wrong[];
  readonly status?: number;
}

async function sheetPage(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { form = {}, wrong = [], status }: Typed,
) {
  const { claimId } = claimOf(request).state.filed;
  const claim = (wrong.length === 0 ? undefined : await desk.commands.claim(claimId)) ?? claimOf(request);
  const { state, history } = claim;
  const number = state.number?.sheetNumber ?? '';
  const { hecho } = request.query as { hecho?: string };
  const requests = await requestsOf(desk, claim);
  return page(desk, request, reply, {
    view: 'indecopi-hoja',
    ...(status === undefined ? {} : { status }),
    data: {
      titulo: `${wrong.length > 0 ? 'Error: ' : ''}Indecopi: hoja ${number}`,
      claimId,
      hoja: number,
      pedidos: requests,
      pendientes: requests.some(({ entregado }) => entregado === undefined),
      descargos: history.flatMap(({ event, metadata }) =>
        event.type === 'DescargosAttached'
          ? [{ ...event.data, cuando: metadata.occurredAt, sinArchivo: namedOnlyWords(event.data.bytes) }]
          : [],
      ),
      borrada: state.erasedOn,
      quedan: desk.files === undefined ? 0 : Math.max(0, MOST_FILES - state.descargos),
      errores: wrong,
      v: { escrito: field(form, 'escrito'), referencia: field(form, 'referencia') || requests[0]?.referencia },
      aviso:
        hecho === undefined
          ? undefined
          : {
              tono: 'ok',
              texto: 'Sus descargos quedaron en la hoja: van en cada expediente que se prepare desde ahora.',
            },
    },
  });
}
