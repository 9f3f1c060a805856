import type { HistoryEntry } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';
import { dayMonthYear, fileSize } from '../format.ts';

type Attached = EventOf<'EvidenceAttached'>['data'];

/** The files that a party attached, one line each. */
export function attachmentsOf(history: readonly HistoryEntry[], by: 'consumer' | 'provider'): string[] {
  return history.flatMap(({ event, metadata }) =>
    event.type === 'EvidenceAttached' && event.data.by === by ? [lineOf(event.data, metadata.occurredAt)] : [],
  );
}

function lineOf({ fileName, sizeBytes, bytes }: Attached, occurredAt: string): string {
  const remark = namedOnlyWords(bytes);
  return `${fileName} (${fileSize(sizeBytes)}, ${dayMonthYear(occurredAt)}${remark === undefined ? '' : `; ${remark}`})`;
}

/** What is said of a file whose bytes nobody handed in here; undefined of any other. */
export function namedOnlyWords(bytes: Attached['bytes']): string | undefined {
  return bytes === 'named-only' ? 'se citó por su huella SHA-256: el archivo no se entregó aquí' : undefined;
}
