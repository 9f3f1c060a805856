import { differencesOf } from '@foja/api/audit/differences.ts';
import { standingOf } from '@foja/api/operations/audit.ts';
import { EVENT_WORDS } from '@foja/casefiles/folder/words.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { differencesQuery, ofClaim } from '@foja/contracts/http/parameters.ts';
import type { FastifyInstance } from 'fastify';
import { longInstant } from '../layout/formats.ts';
import { does } from '../panel/desk.ts';
import { type Bureau, page } from './bureau.ts';
import { claimIn } from './claim-page.ts';
import { queryOf, textIn } from './query.ts';

/** What is otherwise at the second of two moments. */
export function compareRoutes(app: FastifyInstance, bureau: Bureau): void {
  const path = '/auditoria/hojas/{claimId}/comparar';
  app.get('/auditoria/hojas/:claimId/comparar', does('claim/history', path, ofClaim), async (request, reply) => {
    const { claim, claimId } = claimIn(request);
    const last = String(claim.history.length - 1);
    const asked = {
      from: textIn(request.query, 'a'),
      to: textIn(request.query, 'b'),
      clock: textIn(request.query, 'reloj'),
    };
    const { from = '0', to = last, clock } = queryOf(differencesQuery, asked);
    if (request.located === undefined) throw new Problem('claim/not-found');
    const before = await standingOf(request.located, { asOf: from, clock, field: 'a' }, bureau);
    const after = await standingOf(request.located, { asOf: to, clock, field: 'b' }, bureau);
    const { facts, days, events } = differencesOf(before, after);
    const actos = claim.history.map(({ revision, event }) => ({
      valor: String(revision),
      texto: `${revision}: ${EVENT_WORDS[event.type]}`,
    }));
    return page(bureau, request, reply, {
      view: 'comparar',
      data: {
        titulo: `Diferencias de la hoja ${claim.state.number?.sheetNumber ?? 'sin número'}`,
        nro: claim.state.number?.sheetNumber ?? 'sin número',
        ...{ claimId, actos, hechos: facts, jornadas: days },
        ...{ a: String(before.claim.revision), b: String(after.claim.revision) },
        antes: `Tras el acto ${before.claim.revision}, ${longInstant(before.instant)}`,
        despues: `Tras el acto ${after.claim.revision}, ${longInstant(after.instant)}`,
        entre: events.map(({ revision, event, metadata }) => ({
          revision,
          que: EVENT_WORDS[event.type],
          cuando: metadata.occurredAt,
        })),
        reloj: clock,
        iguales: facts.length === 0 && days.length === 0,
      },
    });
  });
}
