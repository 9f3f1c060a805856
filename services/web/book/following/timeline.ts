import type { HistoryEntry } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';
import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import { longDate } from '../../layout/formats.ts';

export interface Moment {
  readonly que: string;
  /** Instant. */
  readonly cuando: string;
}

/** The history as the consumer reads it, oldest first; what only the house needs to know is left out. */
export function timelineOf(history: readonly HistoryEntry[]): Moment[] {
  return history.flatMap(({ event, metadata }) => {
    const que = wordsFor(event);
    return que === undefined ? [] : [{ que, cuando: metadata.occurredAt }];
  });
}

function wordsFor(event: ClaimEvent): string | undefined {
  switch (event.type) {
    case 'ClaimFiled':
      return `Usted presentó su ${event.data.declaredType}${onPaper(event.data)}`;
    case 'SheetNumbered':
      return `Se le dio el número ${event.data.sheetNumber}`;
    case 'ClaimViewed':
      return 'La empresa abrió su hoja';
    case 'ClaimReclassified':
      return `Por lo que usted cuenta, su queja se tramita como reclamo; el plazo vence el ${longDate(event.data.deadline.dueOn)}`;
    case 'EvidenceAttached':
      return event.data.by === 'consumer' ? 'Usted agregó un archivo' : 'La empresa agregó un archivo';
    case 'SettlementOffered':
      return event.data.lapsesOn === undefined
        ? 'La empresa le hizo un ofrecimiento'
        : `La empresa le hizo un ofrecimiento; el plazo se detuvo hasta el ${longDate(event.data.lapsesOn)}, como máximo`;
    case 'SettlementAccepted':
      return 'Usted aceptó el ofrecimiento: acuerdo aceptado para solucionar el reclamo';
    case 'SettlementRejected':
      return `Usted no aceptó el ofrecimiento; el plazo vence el ${longDate(event.data.dueOn)}`;
    case 'SettlementLapsed':
      return `El ofrecimiento venció sin respuesta; el plazo vence el ${longDate(event.data.dueOn)}`;
    case 'DeadlineExtended':
      return `La empresa amplió el plazo hasta el ${longDate(event.data.dueOn)} (${event.data.norm})`;
    case 'DeadlineRevised':
      return `El plazo se volvió a contar y vence el ${longDate(event.data.dueOn)} (${event.data.norm})`;
    case 'ClaimResponded':
      return 'La empresa le comunicó su respuesta';
    case 'FulfilmentReported':
      return event.data.fulfilled ? 'Usted dijo que la empresa cumplió' : 'Usted dijo que la empresa no cumplió';
    case 'CopyDelivered':
      return event.data.copy === 'consumer' ? 'Se le envió una copia de su hoja' : undefined;
    default:
      return undefined;
  }
}

/** A sheet of the Libro de Respaldo keeps the number that the consumer has on paper. */
function onPaper({ channel, paperNumber }: EventOf<'ClaimFiled'>['data']): string {
  if (channel !== 'backup') return '';
  return paperNumber === undefined ? ' en papel' : ` en la hoja de papel N.º ${paperNumber}`;
}
