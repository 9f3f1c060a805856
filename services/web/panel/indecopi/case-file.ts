import { claimsAfter } from '@foja/casefiles';
import { readCaseFile } from '@foja/commands/case-file-reader.ts';
import { Problem } from '@foja/commands/problems/problem.ts';
import { ofExport } from '@foja/contracts/http/parameters.ts';
import type { FastifyInstance } from 'fastify';
import { type Desk, does, page, personOf } from '../desk.ts';
import { caseFileView } from './case-file-view.ts';

/** Parts of a firm's claims that one request may name: what follows a page in the link. */
const PLACE = /^(\d{1,4})(?:\.([\w-]{1,400}))?$/;

/** One case file of Indecopi's: what was asked of this firm, each download, and its sheets in it. */
export function caseFileRoutes(app: FastifyInstance, desk: Desk): void {
  const url = '/panel/indecopi/expedientes/:exportId';
  const path = '/panel/indecopi/expedientes/{exportId}';
  app.get<{ Params: { exportId: string } }>(url, does('case-file/follow', path, ofExport), async (request, reply) => {
    const { located } = request;
    if (located?.kind !== 'case-file') throw new Problem('export/not-found');
    const { job } = located;
    const { ruc } = personOf(request);
    const { desde } = request.query as { desde?: string };
    const [, scope = '0', cursor] = PLACE.exec(typeof desde === 'string' ? desde : '') ?? [];
    const scopes = job.scopes.filter((one) => one.ruc === ruc);
    const { register } = desk.projections.queries;
    const reach = { scopes, filedUntil: job.filedUntil };
    const { claimIds, next } = await claimsAfter(register, reach, { scope: Number(scope), cursor });
    const rows = await register.byIds(claimIds);
    const byId = new Map(rows.map((row) => [row.claimId, row]));
    const { events } = await readCaseFile(desk.store, job.exportId);
    return page(desk, request, reply, {
      view: 'indecopi-expediente',
      data: {
        titulo: `Expediente ${job.reference ?? ''}`,
        ...(await caseFileView(desk, { job, events, ruc })),
        hojas: claimIds.flatMap((claimId) => {
          const row = byId.get(claimId);
          return row === undefined ? [] : [{ claimId, hoja: row.sheetNumber, libro: row.bookCode, fecha: row.filedOn }];
        }),
        siguiente:
          next === undefined ? undefined : [next.scope, next.cursor].filter((part) => part !== undefined).join('.'),
      },
    });
  });
}
