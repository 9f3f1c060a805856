import { type Job, scopeWords } from '@foja/casefiles';

/** A case file as a page tells of it. */
export function jobView(job: Job) {
  const { exportId, status, reference, dueOn, createdAt, expiresAt, sizeBytes, sha256, manifestSha256 } = job;
  return {
    exportId,
    estado: STATES[status],
    listo: status === 'ready',
    enCurso: status === 'queued' || status === 'running',
    avance: progressWords(job),
    porciento: percent(job),
    alcance: job.scopes.map(scopeWords),
    referencia: reference,
    plazo: dueOn,
    pedido: createdAt,
    hojas: job.done,
    vence: status === 'ready' ? expiresAt : undefined,
    bytes: sizeBytes,
    sha256,
    manifiesto: manifestSha256,
  };
}

const STATES: Readonly<Record<Job['status'], string>> = {
  queued: 'En espera',
  running: 'En preparación',
  ready: 'Listo',
  failed: 'No se pudo preparar',
  cancelled: 'Cancelado',
  expired: 'Ya no se guarda',
};

export function progressWords({ status, phase, claims, done, told }: Job): string {
  if (status === 'queued') return 'En espera de su turno';
  if (status !== 'running') return STATES[status];
  switch (phase) {
    case 'counting':
      return 'Contando las hojas';
    case 'collecting':
      return `Reuniendo las hojas: ${done} de ${claims}`;
    case 'closing':
      return 'Escribiendo el índice y el manifiesto';
    case 'telling':
      return `Anotando la entrega en cada hoja: ${told} de ${done}`;
    default:
      return phase satisfies never;
  }
}

/** Of the whole work: reading and writing the sheets is most of it. */
function percent({ status, phase, claims, done, told }: Job): number {
  if (status === 'ready') return 100;
  const part = (n: number, of: number) => (of === 0 ? 0 : Math.min(1, n / of));
  if (phase === 'telling') return Math.round(80 + 20 * part(told, done));
  return phase === 'closing' ? 80 : Math.round(80 * part(done, claims));
}
