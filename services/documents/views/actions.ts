import type { HistoryEntry } from '@foja/commands/commands.ts';
import type { EventOf } from '@foja/contracts';
import { dayMonthYear } from '../format.ts';
import { attachmentsOf } from './attachments.ts';
import { MEDIUM_WORDS, OFFER_WORDS, OUTCOME_WORDS } from './words.ts';

/** One entry of section 4: what the provider did, when, in its own words. */
export interface Action {
  readonly heading: string;
  readonly when: string;
  readonly text: string;
  readonly remark: string;
}

export interface Actions {
  readonly actions: readonly Action[];
  readonly agreement: string;
  readonly agreementHow: string;
}

/** Section 4 as the claim's history fills it, in order. */
export function actionsOf(history: readonly HistoryEntry[]): Actions {
  const accepted = history.map(({ event }) => event).find((event) => event.type === 'SettlementAccepted');
  const files = attachmentsOf(history, 'provider');
  const adjuntos: Action = { heading: 'Archivos del proveedor', when: '', text: files.join('\n'), remark: '' };
  return {
    actions: [...history.flatMap((entry) => actionOf(entry, history)), ...(files.length === 0 ? [] : [adjuntos])],
    agreement: accepted?.data.phrase ?? '',
    agreementHow:
      accepted === undefined
        ? ''
        : `Ofrecimiento ${accepted.data.offerNumber}, aceptado por el consumidor ${MEANS[accepted.data.means]} el ${dayMonthYear(accepted.data.acceptedOn)}`,
  };
}

const MEANS = { online: 'de forma expresa en línea', signature: 'con su firma' } as const;

function actionOf({ event }: HistoryEntry, history: readonly HistoryEntry[]): Action[] {
  switch (event.type) {
    case 'SettlementOffered':
      return [offer(event.data, history)];
    case 'DeadlineExtended':
      return [
        {
          heading: 'Ampliación del plazo',
          when: `Comunicada el ${dayMonthYear(event.data.extendedOn)}: del ${dayMonthYear(event.data.previousDueOn)} al ${dayMonthYear(event.data.dueOn)}`,
          text: event.data.reason,
          remark: event.data.norm,
        },
      ];
    case 'ClaimReclassified':
      return [{ heading: 'Se tramita como reclamo', when: '', text: event.data.reason, remark: 'Reglamento, art. 6' }];
    case 'ClaimResponded':
      return [response(event.data)];
    default:
      return [];
  }
}

function offer(data: EventOf<'SettlementOffered'>['data'], history: readonly HistoryEntry[]): Action {
  const mode = data.mode === 'remote' ? 'a distancia' : 'en persona';
  return {
    heading: `Ofrecimiento ${data.offerNumber}`,
    when: `Comunicado ${mode} el ${dayMonthYear(data.communicatedAt)}, ${MEDIUM_WORDS[data.medium]}`,
    text: data.text,
    remark: `Estado: ${outcomeOfOffer(data, history)}`,
  };
}

function outcomeOfOffer(
  { offerNumber, lapsesOn }: EventOf<'SettlementOffered'>['data'],
  history: readonly HistoryEntry[],
) {
  let words = `${OFFER_WORDS.pending}${lapsesOn === undefined ? '' : ` hasta el ${dayMonthYear(lapsesOn)}`}`;
  for (const { event } of history) {
    const pending = words.startsWith(OFFER_WORDS.pending);
    if (event.type === 'SettlementOffered') {
      if (event.data.offerNumber > offerNumber && pending) words = OFFER_WORDS.superseded;
    } else if (event.type === 'ClaimResponded') {
      if (pending) words = OFFER_WORDS['ended-by-response'];
    } else if (event.type === 'SettlementAccepted' && event.data.offerNumber === offerNumber) {
      words = `${OFFER_WORDS.accepted} el ${dayMonthYear(event.data.acceptedOn)}`;
    } else if (event.type === 'SettlementRejected' && event.data.offerNumber === offerNumber) {
      words = `${OFFER_WORDS.rejected} por el consumidor el ${dayMonthYear(event.data.rejectedOn)}`;
    } else if (event.type === 'SettlementLapsed' && event.data.offerNumber === offerNumber) {
      words = `${OFFER_WORDS.lapsed} (${dayMonthYear(event.data.lapsedOn)})`;
    }
  }
  return words;
}

function response(data: EventOf<'ClaimResponded'>['data']): Action {
  return {
    heading: `Respuesta: ${OUTCOME_WORDS[data.outcome].toLowerCase()}`,
    when: `Comunicada el ${dayMonthYear(data.communicatedAt)}, ${MEDIUM_WORDS[data.medium]}`,
    text: data.text,
    remark: data.grounds === undefined ? '' : `Fundamento: ${data.grounds}`,
  };
}
