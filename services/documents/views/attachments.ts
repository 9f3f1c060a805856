import type { HistoryEntry } from '@foja/commands/commands.ts';
import { dayMonthYear, fileSize } from '../format.ts';

/** The files that a party attached, one line each. */
export function attachmentsOf(history: readonly HistoryEntry[], by: 'consumer' | 'provider'): string[] {
  return history.flatMap(({ event, metadata }) =>
    event.type === 'EvidenceAttached' && event.data.by === by
      ? [`${event.data.fileName} (${fileSize(event.data.sizeBytes)}, ${dayMonthYear(metadata.occurredAt)})`]
      : [],
  );
}
