import type { HistoryEntry } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';
import { namedOnlyWords } from '@foja/documents/views/attachments.ts';

export type Evidence = EventOf<'EvidenceAttached'>['data'];

export function evidenceOf(history: readonly HistoryEntry[]): Evidence[] {
  return history.flatMap(({ event }) => (event.type === 'EvidenceAttached' ? [event.data] : []));
}

export function evidenceShown({ evidenceId, fileName, sizeBytes, by, bytes }: Evidence, base: string) {
  const sinArchivo = namedOnlyWords(bytes);
  return {
    nombre: fileName,
    sizeBytes,
    de: by === 'consumer' ? 'suyo' : 'de la empresa',
    sinArchivo,
    href: sinArchivo === undefined ? `${base}/archivos/${evidenceId}` : undefined,
  };
}
