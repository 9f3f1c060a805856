import { type TrailEntry, trailOf } from '@foja/api/audit/trail.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { ofClaim } from '@foja/contracts/http/parameters.ts';
import { sealedIn } from '@foja/ledger/vault/box.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { does } from '../panel/desk.ts';
import { type Bureau, page } from './bureau.ts';
import { actView, claimIn, normIn } from './claim-page.ts';

const ofAct = ofClaim.extend({ revision: z.string().regex(/^\d{1,6}$/) });
type OfAct = { Params: { claimId: string; revision: string } };

/** One act: who, when, why, what is stored, its hash, and the proof to take along. */
export function actRoutes(app: FastifyInstance, bureau: Bureau): void {
  const url = '/auditoria/hojas/:claimId/actos/:revision';
  const path = '/auditoria/hojas/{claimId}/actos/{revision}';
  const reads = (more = '') => does('claim/history', `${path}${more}`, ofAct);

  app.get<OfAct>(url, reads(), async (request, reply) => {
    const { claim, claimId } = claimIn(request);
    const entry = await actOf(request, bureau);
    const { recorded, leaf } = entry;
    const read = claim.history.find(({ revision }) => revision === recorded.revision);
    return page(bureau, request, reply, {
      view: 'acto',
      data: {
        titulo: `Acto ${recorded.revision} de la hoja ${claim.state.number?.sheetNumber ?? 'sin número'}`,
        claimId,
        nro: claim.state.number?.sheetNumber ?? 'sin número',
        ...actView(entry, recorded.revision),
        ...{ tipo: recorded.type, version: recorded.version, posicion: String(recorded.position), hoja: leaf },
        causa: recorded.metadata.causationId,
        solicitud: recorded.metadata.correlationId,
        guardado: pretty({ ...recorded, position: String(recorded.position) }),
        cerrado: sealedIn(recorded.data) !== undefined,
        abierto: read === undefined ? undefined : pretty(read.event.data),
        borrado: claim.state.erasedOn,
      },
    });
  });

  app.get<OfAct>(`${url}/acto.json`, reads('/acto.json'), async (request, reply) => {
    const { canonical, recorded } = await actOf(request, bureau);
    return attachment(reply, `acto-${recorded.revision}.json`, 'application/json; charset=utf-8').send(canonical);
  });

  app.get<OfAct>(`${url}/prueba`, reads('/prueba'), async (request, reply) => {
    const { proof, recorded, seal } = await actOf(request, bureau);
    if (proof === undefined) throw new Problem(seal === 'differs' ? 'ledger/not-as-sealed' : 'ledger/not-sealed');
    return attachment(reply, `acto-${recorded.revision}.tlog-proof`, 'text/plain; charset=utf-8').send(proof);
  });
}

async function actOf(request: FastifyRequest<OfAct>, bureau: Bureau): Promise<TrailEntry> {
  const { claim, claimId } = claimIn(request);
  const wanted = Number(request.params.revision);
  const trail = await trailOf(claimId, normIn(claim, bureau), {
    stored: bureau.stored,
    log: bureau.sealing?.log,
    only: wanted,
  });
  const [entry] = trail;
  if (entry === undefined) throw new Problem('resource/not-found');
  return entry;
}

function attachment(reply: FastifyReply, fileName: string, type: string): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .header('cache-control', 'private, no-store');
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
