import type { Claim, HistoryEntry } from '@foja/commands/commands.ts';
import { dayAndHour, dayMonthYear, fileSize, longDate } from '@foja/documents/format.ts';
import { type Actions, actionsOf } from '@foja/documents/views/actions.ts';
import { whoseDate } from '@foja/documents/views/due-words.ts';
import { type ProviderView, providerView } from '@foja/documents/views/provider.ts';
import { identityOf, MEDIUM_WORDS, TYPE_WORDS } from '@foja/documents/views/words.ts';
import { pendingOffer } from '@foja/domain/claim/index.ts';
import { COPY_WORDS, EVENT_WORDS, MAIL_WORDS, whoWords } from './words.ts';

/** What a claim's page says; texts are final, in Spanish, and stay text. */
export interface ClaimView extends Actions {
  readonly title: string;
  /** Way up to the root of the archive: `../../../../`. */
  readonly root: string;
  readonly provider: ProviderView;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly documents: readonly DocumentLine[];
  /** What the consumer was given and is not in here. */
  readonly consumerCopies: readonly string[];
  readonly evidence: readonly FileLine[];
  readonly communications: readonly Communication[];
  readonly requests: readonly string[];
  readonly descargos: readonly FileLine[];
  readonly events: readonly EventLine[];
  readonly sealing: string;
  readonly disclosed: boolean;
}

export interface DocumentLine {
  readonly href: string;
  readonly name: string;
  readonly note: string;
  readonly sha256: string;
}

export interface FileLine {
  /** Empty where the bytes are not to be had. */
  readonly href: string;
  /** Why there is no `href`. */
  readonly absence: string;
  readonly name: string;
  readonly by: string;
  readonly when: string;
  readonly size: string;
  readonly sha256: string;
}

interface Communication {
  readonly when: string;
  readonly what: string;
  readonly how: string;
  readonly mark: string;
}

interface EventLine {
  readonly revision: number;
  readonly when: string;
  readonly what: string;
  readonly who: string;
  readonly id: string;
  /** Path of its proof; empty while it is not sealed. */
  readonly proof: string;
}

/** Everything beside what the claim itself says. */
export interface Around
  extends Pick<
    ClaimView,
    'root' | 'documents' | 'consumerCopies' | 'evidence' | 'descargos' | 'sealing' | 'disclosed'
  > {
  /** By revision. */
  readonly proofs: ReadonlyMap<number, string>;
}

export function claimView(claim: Claim, { proofs, ...around }: Around): ClaimView {
  const { state, history } = claim;
  return {
    ...around,
    ...actionsOf(history),
    title: `Hoja de Reclamación N.º ${state.number?.sheetNumber ?? '(sin número)'}`,
    provider: providerView(state.filed),
    facts: factsOf(claim),
    communications: history.flatMap(communicationOf),
    requests: state.copyRequests.map(({ requestNumber, reference, dueOn, delivered, ...due }) =>
      [
        `Requerimiento ${requestNumber}: ${reference}`,
        dueOn === undefined
          ? 'sin fecha de entrega señalada'
          : `debe entregarse a más tardar el ${longDate(dueOn)} (${whoseDate(due)})`,
        delivered ? 'entregado' : 'por entregar (esta carpeta es parte de la entrega)',
      ].join('; '),
    ),
    events: history.map(({ revision, event, metadata, id }) => ({
      revision,
      when: dayAndHour(metadata.occurredAt),
      what: EVENT_WORDS[event.type],
      who: whoWords(metadata.actor),
      id,
      proof: proofs.get(revision) ?? '',
    })),
  };
}

function factsOf({ state }: Claim) {
  const { filed } = state;
  const { consumer } = filed;
  const pairs: readonly (readonly [string, string])[] = [
    [
      'Tipo',
      state.type === filed.declaredType
        ? TYPE_WORDS[state.type]
        : `${TYPE_WORDS[state.type]} (el consumidor marcó ${TYPE_WORDS[filed.declaredType]})`,
    ],
    ['Presentada', dayAndHour(filed.filedAt)],
    ['Consumidor', [consumer.name, identityOf(consumer)].filter((part) => part !== '').join(', ')],
    ['Plazo', `vence el ${longDate(state.dueOn)}; régimen ${state.regimeId}, ley ${state.lawVersion}`],
    ['Estado', stateWords(state)],
  ];
  return pairs.map(([label, value]) => ({ label, value }));
}

export function stateWords(state: Claim['state']): string {
  if (state.settledOn !== undefined) return `Terminó por acuerdo el ${dayMonthYear(state.settledOn)}`;
  if (state.response !== undefined) {
    return `Respondida el ${dayMonthYear(state.response.communicatedAt)}${state.response.late ? ', fuera de plazo' : ''}`;
  }
  return pendingOffer(state) === undefined ? 'Sin respuesta' : 'Con un ofrecimiento por responder';
}

/** Acts by which somebody was told something, with what proves it. */
function communicationOf({ event, metadata }: HistoryEntry): Communication[] {
  const when = dayAndHour(metadata.occurredAt);
  switch (event.type) {
    case 'SettlementOffered':
      return [
        {
          when: dayAndHour(event.data.communicatedAt),
          what: `Ofrecimiento ${event.data.offerNumber}`,
          how: MEDIUM_WORDS[event.data.medium],
          mark: '',
        },
      ];
    case 'ClaimResponded':
      return [
        {
          when: dayAndHour(event.data.communicatedAt),
          what: 'Respuesta al consumidor',
          how: MEDIUM_WORDS[event.data.medium],
          mark: '',
        },
      ];
    case 'DeadlineExtended':
      return [{ when, what: 'Ampliación del plazo', how: 'comunicada dentro del primer plazo', mark: '' }];
    case 'CopyDelivered':
      return [
        {
          when,
          what: `Copia ${COPY_WORDS[event.data.copy]}`,
          how: MEDIUM_WORDS[event.data.medium],
          mark: event.data.documentSha256 === undefined ? '' : `SHA-256 ${event.data.documentSha256}`,
        },
      ];
    case 'MailDelivered':
    case 'MailFailed':
      return [
        {
          when,
          what: `${MAIL_WORDS[event.data.kind]} (al ${event.data.recipient === 'consumer' ? 'consumidor' : 'proveedor'})`,
          how: event.type === 'MailDelivered' ? 'correo recibido por su servidor' : FAILURES[event.data.reason],
          mark: `Message-ID ${event.data.messageId}`,
        },
      ];
    default:
      return [];
  }
}

const FAILURES = {
  refused: 'correo rechazado por su servidor',
  'gave-up': 'correo que ningún servidor recibió',
} as const;

/** A file that somebody attached. */
export function fileLine(
  file: { readonly fileName: string; readonly sizeBytes: number; readonly sha256: string },
  about: Pick<FileLine, 'href' | 'absence' | 'by'> & { readonly occurredAt: string },
): FileLine {
  return {
    href: about.href,
    absence: about.absence,
    name: file.fileName,
    by: about.by,
    when: dayMonthYear(about.occurredAt),
    size: fileSize(file.sizeBytes),
    sha256: file.sha256,
  };
}
