import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { dayAndHour, dayMonthYear } from '@foja/documents/format.ts';
import { whoseDate } from '@foja/documents/views/due-words.ts';
import { MEDIUM_WORDS, TYPE_WORDS } from '@foja/documents/views/words.ts';
import type { ClaimState } from '@foja/domain/claim/index.ts';
import { normOfAmendment } from '@foja/domain/deadline/index.ts';
import type { DeadlineState } from '@foja/projections';
import type { Standing } from './standing.ts';

/** One thing that was so at a moment, in words. What people wrote is not among them: a fact may be printed and kept. */
export interface Fact {
  /** Stable, for programs; facts of two moments with the same one are about the same thing. */
  readonly field: string;
  readonly label: string;
  readonly value: string;
}

/** Everything that can differ between two moments of a claim. */
export function factsOf({ claim, deadline, law }: Standing): readonly Fact[] {
  const { state, history } = claim;
  const amended = law.amended.at(-1);
  return [
    fact('state', 'Situación', situationOf(state)),
    fact('number', 'Número de hoja', state.number?.sheetNumber ?? 'aún sin número'),
    fact('type', 'Se trata como', TYPE_WORDS[state.type]),
    fact('declaredType', 'El consumidor marcó', TYPE_WORDS[state.filed.declaredType]),
    fact('viewed', 'El proveedor la vio', state.viewed ? 'sí' : 'no'),
    fact('dueOn', 'Vence', dayMonthYear(state.dueOn)),
    fact('deadlineState', 'Plazo', DEADLINE_WORDS[deadline.state]),
    fact('regime', 'Régimen', state.regimeId),
    fact('lawVersion', 'Ley que sigue la hoja', state.lawVersion),
    fact(
      'lawInForce',
      'Ley registrada entonces',
      amended === undefined ? law.law.version : `${law.law.version} (${normOfAmendment(amended.amendment)})`,
    ),
    ...(law.dueOn === state.dueOn
      ? []
      : [fact('dueOnByLaw', 'Vencería por la ley registrada', dayMonthYear(law.dueOn))]),
    ...extensionsOf(state),
    ...offersOf(state, history),
    fact('evidence.consumer', 'Archivos del consumidor', String(state.evidence.consumer)),
    fact('evidence.provider', 'Archivos del proveedor', String(state.evidence.provider)),
    ...answerOf(claim),
    ...state.copyRequests.map(({ requestNumber, reference, dueOn, delivered, ...due }) =>
      fact(
        `copyRequest.${requestNumber}`,
        `Requerimiento ${requestNumber} de Indecopi`,
        [
          reference,
          dueOn === undefined ? '' : `hasta el ${dayMonthYear(dueOn)} (${whoseDate(due)})`,
          delivered ? 'entregado' : 'por entregar',
        ]
          .filter((part) => part !== '')
          .join(', '),
      ),
    ),
    fact('descargos', 'Descargos anexados', String(state.descargos)),
    ...state.holds.map(({ holdNumber, lifted }) =>
      fact(`hold.${holdNumber}`, `Orden de conservar ${holdNumber}`, lifted ? 'levantada' : 'vigente'),
    ),
    fact('cancellations', 'Pedidos de cancelación de datos', String(state.cancellations)),
    ...(state.fulfilled === undefined
      ? []
      : [fact('fulfilled', 'Dice el consumidor que se le cumplió', state.fulfilled ? 'sí' : 'no')]),
    ...(state.erasedOn === undefined
      ? []
      : [fact('erasedOn', 'Datos personales', `borrados el ${dayMonthYear(state.erasedOn)}`)]),
  ];
}

export const DEADLINE_WORDS: Readonly<Record<DeadlineState, string>> = {
  'on-time': 'dentro del plazo',
  'due-soon': 'por vencer',
  overdue: 'vencido',
  suspended: 'suspendido por un ofrecimiento',
  'answered-on-time': 'cerrado dentro del plazo',
  'answered-late': 'cerrado fuera de plazo',
};

const OUTCOMES = { accepted: 'se acogió', 'partly-accepted': 'se acogió en parte', refused: 'se denegó' } as const;
const OFFERS = {
  pending: 'pendiente',
  accepted: 'aceptado',
  rejected: 'no aceptado',
  lapsed: 'vencido sin respuesta',
  superseded: 'reemplazado por otro',
  'ended-by-response': 'terminado por la respuesta',
} as const;

function fact(field: string, label: string, value: string): Fact {
  return { field, label, value };
}

function situationOf(state: ClaimState): string {
  if (state.settledOn !== undefined) return 'terminada por acuerdo';
  if (state.response !== undefined) return 'respondida';
  if (state.offers.some(({ status }) => status === 'pending')) return 'con un ofrecimiento por responder';
  return state.viewed ? 'vista, sin respuesta' : 'presentada, sin ver';
}

function extensionsOf({ extendedOn }: ClaimState): Fact[] {
  if (extendedOn.length === 0) return [];
  return [fact('extensions', 'Ampliaciones', extendedOn.map((on) => `comunicada el ${dayMonthYear(on)}`).join('; '))];
}

function offersOf({ offers }: ClaimState, history: readonly HistoryEntry[]): Fact[] {
  return offers.map(({ offerNumber, mode, communicatedAt, lapsesOn, status, endedOn }) => {
    const made = history.find(
      ({ event }) => event.type === 'SettlementOffered' && event.data.offerNumber === offerNumber,
    );
    const medium = made?.event.type === 'SettlementOffered' ? `, ${MEDIUM_WORDS[made.event.data.medium]}` : '';
    const parts = [
      `${mode === 'remote' ? 'a distancia' : 'en persona'}${medium}, comunicado el ${dayAndHour(communicatedAt)}`,
      ...(lapsesOn === undefined ? [] : [`suspende el plazo hasta el ${dayMonthYear(lapsesOn)} como máximo`]),
      `${OFFERS[status]}${endedOn === undefined ? '' : ` el ${dayMonthYear(endedOn)}`}`,
    ];
    return fact(`offer.${offerNumber}`, `Ofrecimiento ${offerNumber}`, parts.join('; '));
  });
}

function answerOf({ state }: Claim): Fact[] {
  const { response, settledOn } = state;
  return [
    ...(response === undefined
      ? []
      : [
          fact(
            'response',
            'Respuesta',
            `${OUTCOMES[response.outcome]}, comunicada el ${dayAndHour(response.communicatedAt)}, ${response.late ? 'fuera de plazo' : 'dentro del plazo'}`,
          ),
        ]),
    ...(settledOn === undefined ? [] : [fact('settledOn', 'Acuerdo', `aceptado el ${dayMonthYear(settledOn)}`)]),
  ];
}
