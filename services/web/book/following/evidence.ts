import type { HistoryEntry } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';

export type Evidence = EventOf<'EvidenceAttached'>['data'];

export function evidenceOf(history: readonly HistoryEntry[]): Evidence[] {
  return history.flatMap(({ event }) => (event.type === 'EvidenceAttached' ? [event.data] : []));
}

export function evidenceShown({ evidenceId, fileName, sizeBytes, by }: Evidence, base: string) {
  return {
    nombre: fileName,
    sizeBytes,
    de: by === 'consumer' ? 'suyo' : 'de la empresa',
    href: `${base}/archivos/${evidenceId}`,
  };
}
