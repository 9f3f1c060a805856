import { type Job, scopeWords } from '@foja/casefiles';
import type { readCaseFile } from '@foja/commands/case-file-reader.ts';
import { whoseDateInFull } from '@foja/documents/views/due-words.ts';
import type { Desk } from '../desk.ts';
import { officeOf } from './requests.ts';

type CaseFileEvents = Awaited<ReturnType<typeof readCaseFile>>['events'];

/** A case file of Indecopi's as the firm sees it: of what was asked, only what is the firm's own. */
export async function caseFileView(
  desk: Desk,
  { job, events, ruc }: { readonly job: Job; readonly events: CaseFileEvents; readonly ruc: string },
) {
  const { exportId, reference, dueOn, dueRule, status } = job;
  const completed = events.find(({ event }) => event.type === 'CaseFileCompleted');
  const withdrawn = events.some(
    ({ event, recorded }) =>
      event.type === 'CaseFileDiscarded' && event.data.why === 'cancelled' && recorded.metadata.actor.role === 'system',
  );
  const firms = new Set(job.scopes.map((scope) => scope.ruc)).size;
  return {
    exportId,
    referencia: reference,
    oficina: await officeOf(desk, job.requester.id, ruc),
    alcance: job.scopes.filter((scope) => scope.ruc === ruc).map(scopeWords),
    pedido: job.createdAt,
    vence: dueOn,
    porque: whoseDateInFull(
      { dueSetBy: dueOn === undefined ? 'nobody' : dueRule === undefined ? 'official' : 'rule', dueRule },
      desk.commands.lawAt,
    ),
    estado: withdrawn
      ? 'Cancelado: terminó el permiso con que Indecopi lo pidió. Lo pedido se entrega por su cuenta.'
      : STATES[status],
    tono: status === 'ready' || status === 'expired' ? 'ok' : status === 'failed' ? 'error' : 'info',
    enCurso: status === 'queued' || status === 'running',
    entregado: completed?.recorded.metadata.occurredAt,
    // Of several firms' sheets together the number says nothing about this one's.
    cuantas: firms === 1 && completed !== undefined ? job.done : undefined,
    sha256: job.sha256,
    descargas: events.flatMap(({ event, recorded }) =>
      event.type === 'CaseFileDownloaded'
        ? [{ cuando: recorded.metadata.occurredAt, entera: event.data.firstByte === undefined }]
        : [],
    ),
  };
}

const STATES: Readonly<Record<Job['status'], string>> = {
  queued: 'En espera',
  running: 'Se está preparando',
  ready: 'Entregado',
  failed: 'No se pudo preparar',
  cancelled: 'Cancelado por Indecopi',
  expired: 'Entregado; ya no se guarda',
};
