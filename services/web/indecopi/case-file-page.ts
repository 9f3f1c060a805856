import { rangeOf } from '@foja/api/range.ts';
import { readCaseFile } from '@foja/commands/case-file-reader.ts';
import type { Caller } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import { Problem, refused } from '@foja/commands/problems/problem.ts';
import { ofExport } from '@foja/contracts/http/parameters.ts';
import { whoseDateInFull } from '@foja/documents/views/due-words.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { does } from '../panel/desk.ts';
import { type Office, page } from './office.ts';
import { officialOf } from './who.ts';
import { jobView } from './words.ts';

type OfExport = { Params: { exportId: string } };

/** One case file: how far it is, its bytes, who took them. */
export function caseFileRoutes(app: FastifyInstance, office: Office): void {
  const url = '/indecopi/expedientes/:exportId';
  const path = '/indecopi/expedientes/{exportId}';
  const reads = (more = '') => does('case-file/read', `${path}${more}`, ofExport);

  app.get<OfExport>(url, reads(), async (request, reply) => {
    const job = jobOf(request);
    const { events } = await readCaseFile(office.store, job.exportId);
    const descargas = events.flatMap(({ event, recorded }) =>
      event.type === 'CaseFileDownloaded'
        ? [
            {
              cuando: recorded.metadata.occurredAt,
              tramo: event.data.firstByte === undefined ? '' : `bytes ${event.data.firstByte} a ${event.data.lastByte}`,
            },
          ]
        : [],
    );
    const view = jobView(job);
    return page(office, request, reply, {
      view: 'expediente',
      data: {
        titulo: `Expediente: ${view.estado.toLowerCase()}`,
        ...view,
        porque: whoseDateInFull(
          { dueSetBy: job.dueRule === undefined ? 'official' : 'rule', dueRule: job.dueRule },
          office.commands.lawAt,
        ),
        descargas,
        guiones: view.enCurso ? ['indecopi/progress.js'] : [],
      },
    });
  });

  app.get<OfExport>(`${url}/estado`, reads('/estado'), async (request, reply) => {
    const { estado, avance, porciento, enCurso } = jobView(jobOf(request));
    return reply.header('cache-control', 'no-store').send({ estado, avance, porciento, enCurso });
  });

  app.get<OfExport>(`${url}/archivo`, reads('/archivo'), async (request, reply) => {
    const { exportId, sizeBytes = 0 } = jobOf(request);
    const asked = rangeOf(request.headers.range, sizeBytes);
    if (asked.kind === 'unsatisfiable')
      throw new Problem('request/range', { headers: { 'content-range': `bytes */${sizeBytes}` } });
    const part = asked.kind === 'part' ? { firstByte: asked.firstByte, lastByte: asked.lastByte } : undefined;
    const opened = await office.caseFiles.open(exportId, part, callerOf(request, 'download'));
    if (!opened.ok) throw refused(opened.refusal);
    if (part !== undefined)
      reply.code(206).header('content-range', `bytes ${part.firstByte}-${part.lastByte}/${opened.sizeBytes}`);
    return reply
      .type('application/zip')
      .header('accept-ranges', 'bytes')
      .header('content-length', part === undefined ? opened.sizeBytes : part.lastByte - part.firstByte + 1)
      .header('content-disposition', `attachment; filename="expediente-${exportId}.zip"`)
      .header('etag', `"${opened.sha256}"`)
      .header('cache-control', 'private, no-store')
      .send(opened.stream());
  });

  app.post<OfExport>(`${url}/cancelar`, reads('/cancelar'), async (request, reply) => {
    const { exportId } = jobOf(request);
    const result = await office.caseFiles.cancel(exportId, callerOf(request, 'cancel'));
    if (!result.ok) throw refused(result.refusal);
    return reply.redirect(`/indecopi/expedientes/${exportId}`, 303);
  });
}

function jobOf({ located }: FastifyRequest) {
  if (located?.kind !== 'case-file') throw new Problem('export/not-found');
  return located.job;
}

function callerOf(request: FastifyRequest, what: string): Caller {
  const { keyId } = officialOf(request);
  return { actor: { role: 'indecopi', id: keyId }, commandId: eventId(request.id, what), correlationId: request.id };
}
