import type { HistoryEntry } from '@foja/commands/commands.ts';
import { whoseDate } from '@foja/documents/views/due-words.ts';
import type { StaffMember } from '@foja/domain/provider/index.ts';
import { longDate, shortInstant, size } from '../../layout/formats.ts';
import { MEDIA, OUTCOMES } from './words.ts';

export interface Moment {
  readonly revision: number;
  /** Instant. */
  readonly cuando: string;
  readonly quien: string;
  readonly que: string;
  /** What was written, or what followed. */
  readonly detalle?: string | undefined;
}

/** What happened to a claim, in people's words, the latest first. */
export function timelineOf(history: readonly HistoryEntry[], staff: ReadonlyMap<string, StaffMember>): Moment[] {
  return history
    .map((entry) => ({
      revision: entry.revision,
      cuando: entry.metadata.occurredAt,
      quien: whoOf(entry, staff),
      ...wordsOf(entry.event),
    }))
    .reverse();
}

function whoOf({ metadata: { actor } }: HistoryEntry, staff: ReadonlyMap<string, StaffMember>): string {
  const member = staff.get(actor.id);
  if (member !== undefined) return member.name;
  switch (actor.role) {
    case 'consumer':
    case 'anonymous':
      return 'El consumidor';
    case 'indecopi':
      return 'Indecopi';
    case 'operator':
      return 'La casa';
    case 'system':
    case 'clock':
      return 'El sistema';
    default:
      return 'Un sistema de la empresa';
  }
}

type Words = Pick<Moment, 'que' | 'detalle'>;

function wordsOf(event: HistoryEntry['event']): Words {
  switch (event.type) {
    case 'ClaimFiled': {
      const { channel, declaredType, deadline, filedAt, paperNumber } = event.data;
      const sheet = paperNumber === undefined ? 'en papel' : `en la hoja de papel N.º ${paperNumber}`;
      const how = channel === 'backup' ? `, ${sheet} el ${shortInstant(filedAt)} y pasado al libro` : '';
      return {
        que: `Se presentó ${declaredType === 'queja' ? 'la queja' : 'el reclamo'}${how}`,
        detalle: `Vence el ${longDate(deadline.dueOn)}`,
      };
    }
    case 'SheetNumbered':
      return { que: `Recibió el número ${event.data.sheetNumber}` };
    case 'ClaimViewed':
      return { que: 'Se vio por primera vez' };
    case 'ClaimReclassified':
      return {
        que: 'Se recalificó como reclamo',
        detalle: `${event.data.reason}\nVence el ${longDate(event.data.deadline.dueOn)}`,
      };
    case 'EvidenceAttached':
      return { que: 'Se adjuntó un archivo', detalle: `${event.data.fileName} (${size(event.data.sizeBytes)})` };
    case 'SettlementOffered': {
      const { mode, lapsesOn, text, medium } = event.data;
      const until = lapsesOn === undefined ? '' : `\nEl plazo queda en pausa hasta el ${longDate(lapsesOn)}`;
      return {
        que: mode === 'remote' ? `Se ofreció una solución (${MEDIA[medium]})` : 'Se ofreció una solución en persona',
        detalle: text + until,
      };
    }
    case 'SettlementAccepted':
      return { que: 'El consumidor aceptó el ofrecimiento', detalle: event.data.phrase };
    case 'SettlementRejected':
      return {
        que: 'El consumidor no aceptó el ofrecimiento',
        detalle: `${event.data.reason === undefined ? '' : `${event.data.reason}\n`}Vence el ${longDate(event.data.dueOn)}`,
      };
    case 'SettlementLapsed':
      return {
        que: 'El ofrecimiento quedó sin respuesta',
        detalle: `El plazo vuelve a correr: vence el ${longDate(event.data.dueOn)}`,
      };
    case 'DeadlineExtended':
      return {
        que: 'Se amplió el plazo',
        detalle: `${event.data.reason}\nAntes ${longDate(event.data.previousDueOn)}, ahora ${longDate(event.data.dueOn)} (${event.data.norm})`,
      };
    case 'DeadlineRevised':
      return {
        que: 'Una norma movió el vencimiento',
        detalle: `Antes ${longDate(event.data.previousDueOn)}, ahora ${longDate(event.data.dueOn)} (${event.data.norm})`,
      };
    case 'ClaimResponded': {
      const { outcome, late, communicatedAt } = event.data;
      return {
        que: `Se respondió: ${(OUTCOMES[outcome] ?? outcome).toLowerCase()}`,
        detalle: `Comunicada el ${shortInstant(communicatedAt)}${late ? ', fuera de plazo' : ', a tiempo'}`,
      };
    }
    case 'CopyDelivered':
      return { que: `Se entregó la copia ${COPIES[event.data.copy]}` };
    case 'IndecopiCopyRequested': {
      const { reference, dueOn, ...due } = event.data;
      return {
        que: 'Indecopi pidió una copia',
        detalle: dueOn === undefined ? reference : `${reference}, hasta el ${longDate(dueOn)} (${whoseDate(due)})`,
      };
    }
    case 'DescargosAttached':
      return { que: 'Se adjuntaron descargos', detalle: event.data.fileName };
    case 'IndecopiCopyDelivered':
      return { que: 'Se entregó la copia a Indecopi', detalle: MEDIA[event.data.medium] };
    case 'FulfilmentReported':
      return {
        que: event.data.fulfilled ? 'El consumidor dijo que se le cumplió' : 'El consumidor dijo que no se le cumplió',
        detalle: event.data.comment,
      };
    case 'LegalHoldPlaced':
      return { que: 'Se ordenó conservar el expediente', detalle: event.data.reason };
    case 'LegalHoldLifted':
      return { que: 'Se levantó la orden de conservar', detalle: event.data.reason };
    case 'CancellationRequested':
      return {
        que:
          event.data.answer === 'granted'
            ? 'El consumidor pidió borrar sus datos'
            : 'El consumidor pidió borrar sus datos; por ahora la ley manda conservarlos',
        detalle: event.data.norm,
      };
    case 'ClaimErased':
      return { que: 'Se borraron los datos personales', detalle: event.data.norm };
    case 'MailDelivered':
      return { que: `Se envió un correo ${event.data.recipient === 'consumer' ? 'al consumidor' : 'al proveedor'}` };
    case 'MailFailed':
      return {
        que: `No se pudo entregar un correo ${event.data.recipient === 'consumer' ? 'al consumidor' : 'al proveedor'}`,
      };
    default:
      return event satisfies never;
  }
}

const COPIES = { consumer: 'del consumidor', provider: 'del proveedor', indecopi: 'de Indecopi' } as const;
