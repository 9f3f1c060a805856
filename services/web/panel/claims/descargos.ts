import { eventId } from '@foja/commands/event-ids.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { attachDescargos as body } from '@foja/contracts/http/bodies.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { attachDescargos } from '@foja/domain/claim/index.ts';
import type { FastifyInstance } from 'fastify';
import { sendDownload } from '../../layout/index.ts';
import { callerOf, type Desk, does } from '../desk.ts';
import { field, formOf, optional, parseForm } from '../form.ts';
import { claimOf, type OfClaim } from './claim-page.ts';
import { again, refusalWords, run } from './commands.ts';
import { keep, refusalToTake } from './files.ts';

/** The firm's descargos before Indecopi, in and out: they go into the case file with the sheet (Código, art. 152). */
export function descargosRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/reclamos/:claimId/descargos';
  const path = '/panel/reclamos/{claimId}/descargos';

  app.post<OfClaim>(url, does('claim/attach-descargos', path, ofClaim), async (request, reply) => {
    const form = formOf(request.body);
    const [upload] = request.uploads;
    if (upload === undefined) {
      return again(desk, request, reply, 'descargos', form, [{ campo: 'descargos', texto: 'Elija un archivo.' }]);
    }
    const descargosId = eventId(callerOf(request, form).commandId, 'descargos');
    const full = refusalToTake(claimOf(request), 'descargos', [descargosId]);
    if (full !== undefined)
      return again(desk, request, reply, 'descargos', form, [{ campo: 'descargos', texto: refusalWords(full) }]);
    const kept = await keep(desk, upload);
    if (!kept.ok) return again(desk, request, reply, 'descargos', form, [{ campo: 'descargos', texto: kept.why }]);
    const typed = { ...kept.file, ...optional('reference', field(form, 'descargos-referencia')) };
    const labels = { reference: { campo: 'descargos-referencia', nombre: 'Número de Indecopi' } };
    const parsed = parseForm<ReturnType<typeof body.parse>>(body, typed, labels);
    if (!parsed.ok) return again(desk, request, reply, 'descargos', form, parsed.wrong);
    return run(desk, request, reply, 'descargos', 'descargos', (claim) =>
      attachDescargos(claim, { ...parsed.data, descargosId, bytes: 'kept' }),
    );
  });

  type OfFile = { Params: { claimId: string; descargosId: string } };
  const ofFile = does('claim/history', `${path}/{descargosId}`, ofClaim.loose());
  app.get<OfFile>(`${url}/:descargosId`, ofFile, async (request, reply) => {
    const file = claimOf(request)
      .history.flatMap(({ event }) => (event.type === 'DescargosAttached' ? [event.data] : []))
      .find(({ descargosId, bytes }) => descargosId === request.params.descargosId && bytes !== 'named-only');
    const bytes = file === undefined ? undefined : await desk.files?.get(file.sha256, { verify: true });
    if (file === undefined || bytes === undefined) throw new Problem('resource/not-found');
    return sendDownload(reply, file, bytes);
  });
}
