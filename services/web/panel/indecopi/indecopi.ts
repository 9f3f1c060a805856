import { readCaseFile } from '@foja/commands/case-file-reader.ts';
import { ledgerPosition } from '@foja/contracts/primitives.ts';
import { copyTermWords } from '@foja/documents/views/due-words.ts';
import { copyTermOn, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FastifyInstance } from 'fastify';
import { type Desk, does, page, personOf } from '../desk.ts';
import { caseFileView } from './case-file-view.ts';
import { requestsOf } from './requests.ts';

/** Requests on a page; each is read from its claim. */
const SHEETS = 20;
/** Case files that are shown; older ones are in the ledger. */
const CASE_FILES = 50;

/** All that Indecopi asked of this firm, and what became of it. */
export function indecopiRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/indecopi';
  app.get(url, does('case-file/follow', url), async (request, reply) => {
    const { ruc } = personOf(request);
    const { antes } = request.query as { antes?: string };
    const { data: before } = ledgerPosition.safeParse(antes);
    const { deadlines } = desk.projections.queries;
    const [asked, jobs] = await Promise.all([
      deadlines.copiesAsked({ ruc, before, limit: SHEETS + 1 }),
      desk.caseFiles.concerning(ruc, CASE_FILES + 1),
    ]);
    const shown = asked.slice(0, SHEETS);
    const rule = copyTermOn(desk.commands.law(), limaDateOf(desk.clock()));
    return page(desk, request, reply, {
      view: 'indecopi',
      data: {
        titulo: 'Indecopi',
        regla: rule === undefined ? undefined : copyTermWords(rule),
        hojas: (await Promise.all(shown.map(({ claimId }) => sheetOf(desk, claimId)))).flat(),
        primera: before === undefined,
        siguiente: asked.length > SHEETS ? shown.at(-1)?.askedPosition : undefined,
        expedientes: await Promise.all(
          jobs.slice(0, CASE_FILES).map(async (job) => {
            const { events } = await readCaseFile(desk.store, job.exportId);
            return caseFileView(desk, { job, events, ruc });
          }),
        ),
        hayMasExpedientes: jobs.length > CASE_FILES,
      },
    });
  });
}

/** A sheet with the requests that came for it by itself. */
async function sheetOf(desk: Desk, claimId: string) {
  const claim = await desk.commands.claim(claimId);
  if (claim === undefined) return [];
  const alone = (await requestsOf(desk, claim)).filter(({ exportId }) => exportId === undefined);
  return [{ claimId, hoja: claim.state.number?.sheetNumber, pedidos: alone }];
}
