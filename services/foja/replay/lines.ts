import { normOf } from '@foja/api/audit/norms.ts';
import type { HistoryEntry } from '@foja/commands';
import { whoseDate } from '@foja/documents/views/due-words.ts';
import { type ClaimEvent, type ClaimState, isClosed, pendingOffer } from '@foja/domain/claim/index.ts';
import type { Computation } from '@foja/domain/deadline/index.ts';
import { computationLines } from '../commands/deadline.ts';
import { dayMonthYear, inLima } from '../output/dates.ts';
import { table } from '../output/print.ts';
import { whoDid } from '../output/words.ts';

interface Replayed {
  readonly history: readonly HistoryEntry[];
  readonly state: ClaimState;
  readonly computation: Computation;
  /** As it was asked for; undefined: as it stands now. */
  readonly moment: string | undefined;
}

/** The history for people: who did what and when, the norm behind it, then the state and the deadline at that moment. */
export function historyLines({ history, state, computation, moment }: Replayed): string[] {
  const { filed, number } = state;
  const rows = history.map(({ revision, metadata, event }) => [
    String(revision),
    inLima(metadata.occurredAt),
    whoDid(metadata.actor),
    event.type,
    whatOf(event),
    normOf(event, computation.norm),
  ]);
  return [
    `Hoja ${number?.sheetNumber ?? '(sin número)'}, libro ${filed.bookCode}, ${filed.provider.legalName} (RUC ${filed.ruc})`,
    `Reclamo ${filed.claimId}`,
    '',
    ...table([['REV', 'CUÁNDO (LIMA)', 'QUIÉN', 'EVENTO', 'QUÉ', 'NORMA'], ...rows]),
    '',
    moment === undefined ? 'Estado actual' : `Estado en ${moment}`,
    ...table(
      [
        [
          'Se trata como',
          state.type === filed.declaredType ? state.type : `${state.type} (declarado: ${filed.declaredType})`,
        ],
        ['Situación', situationOf(state)],
        ['Vence', dayMonthYear(state.dueOn)],
      ],
      '  ',
    ),
    '',
    ...computationLines(computation, filed.filedAt),
  ];
}

function situationOf(state: ClaimState): string {
  if (state.settledOn !== undefined) return `terminado por acuerdo el ${dayMonthYear(state.settledOn)}`;
  if (state.response !== undefined) {
    return `respondido el ${inLima(state.response.communicatedAt)}, ${state.response.late ? 'fuera de plazo' : 'dentro del plazo'}`;
  }
  const offer = pendingOffer(state);
  if (offer?.lapsesOn !== undefined)
    return `plazo suspendido por ofrecimiento hasta el ${dayMonthYear(offer.lapsesOn)}`;
  return isClosed(state) ? 'cerrado' : 'abierto';
}

/** One phrase; free text of people is not repeated here. */
function whatOf(event: ClaimEvent): string {
  switch (event.type) {
    case 'ClaimFiled':
      return `${event.data.declaredType} de ${event.data.consumer.name}; vence ${dayMonthYear(event.data.deadline.dueOn)}`;
    case 'SheetNumbered':
      return event.data.sheetNumber;
    case 'ClaimViewed':
      return 'el proveedor lo abrió';
    case 'ClaimReclassified':
      return `queja pasa a reclamo; vence ${dayMonthYear(event.data.deadline.dueOn)}`;
    case 'EvidenceAttached':
      return `archivo del ${event.data.by === 'consumer' ? 'consumidor' : 'proveedor'}`;
    case 'SettlementOffered':
      return event.data.lapsesOn === undefined
        ? `ofrecimiento ${event.data.offerNumber}`
        : `ofrecimiento ${event.data.offerNumber}; suspende hasta ${dayMonthYear(event.data.lapsesOn)}`;
    case 'SettlementAccepted':
      return event.data.phrase;
    case 'SettlementRejected':
    case 'SettlementLapsed':
      return `ofrecimiento ${event.data.offerNumber} sin acuerdo; vence ${dayMonthYear(event.data.dueOn)}`;
    case 'DeadlineExtended':
    case 'DeadlineRevised':
      return `vencía ${dayMonthYear(event.data.previousDueOn)}; vence ${dayMonthYear(event.data.dueOn)}`;
    case 'ClaimResponded':
      return `${OUTCOMES[event.data.outcome]}${event.data.late ? ', fuera de plazo' : ', dentro del plazo'}`;
    case 'CopyDelivered':
      return `copia para ${RECIPIENTS[event.data.copy]}`;
    case 'IndecopiCopyRequested':
      return `Indecopi pide copia (${[event.data.reference, whoseDate(event.data)].filter((part) => part !== '').join('; ')})`;
    case 'DescargosAttached':
      return 'el proveedor adjunta sus descargos';
    case 'IndecopiCopyDelivered':
      return `copia entregada a Indecopi (pedido ${event.data.requestNumber})`;
    case 'FulfilmentReported':
      return event.data.fulfilled ? 'el consumidor dice que se cumplió' : 'el consumidor dice que no se cumplió';
    case 'LegalHoldPlaced':
      return `se retiene el expediente (retención ${event.data.holdNumber})`;
    case 'LegalHoldLifted':
      return `se levanta la retención ${event.data.holdNumber}`;
    case 'CancellationRequested':
      return event.data.answer === 'granted'
        ? 'pedido de cancelación, atendido'
        : 'pedido de cancelación, denegado por ley';
    case 'ClaimErased':
      return `datos personales borrados (se conservaron hasta ${dayMonthYear(event.data.keptUntil)})`;
    case 'MailDelivered':
      return `correo «${event.data.kind}» entregado a un servidor (${event.data.messageId})`;
    case 'MailFailed':
      return `correo «${event.data.kind}» sin entregar (${event.data.messageId})`;
    default:
      return event satisfies never;
  }
}

const OUTCOMES = { accepted: 'se acogió', 'partly-accepted': 'se acogió en parte', refused: 'se denegó' } as const;
const RECIPIENTS = { consumer: 'el consumidor', provider: 'el proveedor', indecopi: 'Indecopi' } as const;
