import type { Claim } from '@foja/commands/commands.ts';
import { limaDateOf, type Regime } from '@foja/domain/deadline/index.ts';
import { amount, dayAndHour, dayMonthYear, dayParts } from '../format.ts';
import { type Action, actionsOf } from './actions.ts';
import { attachmentsOf } from './attachments.ts';
import { type ProviderView, providerView } from './provider.ts';
import { identityOf, personWords, TYPE_WORDS } from './words.ts';

/** Whom a copy is for; printed on it (Reglamento, art. 5). */
export type Copy = 'consumer' | 'provider' | 'indecopi';
export const COPIES: readonly Copy[] = ['consumer', 'provider', 'indecopi'];

/** The Hoja de Reclamación, ready to print: every text is final, in Spanish, and stays text. */
export interface SheetView {
  readonly title: string;
  readonly bookTitle: string;
  readonly number: string;
  readonly date: DateBoxes;
  readonly provider: ProviderView;
  readonly consumer: {
    readonly name: string;
    readonly address: string;
    readonly document: string;
    readonly contact: string;
    readonly guardian: string;
  };
  readonly good: {
    readonly product: boolean;
    readonly service: boolean;
    readonly amount: string;
    readonly description: string;
  };
  readonly reclamo: boolean;
  readonly queja: boolean;
  /** Said where the content decided otherwise than the box (Reglamento, art. 6). */
  readonly treatedAs: string;
  readonly detail: string;
  readonly request: string;
  readonly attachments: readonly string[];
  readonly consumerSignature: string;
  readonly answeredOn: DateBoxes;
  readonly actions: readonly Action[];
  /** `ACUERDO ACEPTADO PARA SOLUCIONAR EL RECLAMO`, and how; empty where there is none. */
  readonly agreement: string;
  readonly agreementHow: string;
  readonly providerSignature: string;
  readonly legends: readonly string[];
  readonly recipient: string;
  /** A blank sheet of the Libro de Respaldo: room to write by hand. */
  readonly blank: boolean;
  /** What stands below the official block. */
  readonly receipt: Receipt | undefined;
}

export interface DateBoxes {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

export interface Receipt {
  readonly filedAt: string;
  readonly dueOn: string;
  readonly term: string;
  /** How the claim ended; empty while the clock runs. */
  readonly closed: string;
  /** The medium that the consumer chose for the answer. */
  readonly answerBy: string;
  readonly format: string;
  readonly follow: Link | undefined;
  readonly verify: Link | undefined;
}

export interface Link {
  readonly url: string;
  /** Its QR code, as a `data:` image. */
  readonly qr: string;
}

export interface SheetOptions {
  readonly copy: Copy;
  readonly regime: Regime;
  /** The consumer's own link, with its QR code: whoever has it can act for the consumer. */
  readonly follow?: Link | undefined;
  /** Where anybody checks a copy: the same for all copies, it tells nothing of the claim. */
  readonly verify?: Link | undefined;
}

/** @throws where the claim has no number yet: a sheet without one is none. */
export function sheetView({ state, history }: Claim, { copy, regime, follow, verify }: SheetOptions): SheetView {
  const { filed, number, response } = state;
  if (number === undefined) throw new Error('a claim without a number has no sheet');
  const { consumer, good } = filed;
  const actions = actionsOf(history);
  return {
    title: `Hoja de Reclamación N.º ${number.sheetNumber}`,
    bookTitle: filed.channel === 'backup' ? 'LIBRO DE RECLAMACIONES DE RESPALDO' : 'LIBRO DE RECLAMACIONES',
    number: number.sheetNumber,
    date: dayParts(filed.filedAt),
    provider: providerView(filed),
    consumer: {
      name: consumer.name,
      address: consumer.address ?? '',
      document: identityOf(consumer),
      contact: [consumer.phone, consumer.email].filter((part) => part !== undefined).join(' / '),
      guardian: consumer.guardian === undefined ? '' : personWords(consumer.guardian),
    },
    good: {
      product: good.kind === 'product',
      service: good.kind === 'service',
      amount: good.amount === undefined ? '' : amount(good.amount),
      description: good.description ?? '',
    },
    reclamo: filed.declaredType === 'reclamo',
    queja: filed.declaredType === 'queja',
    treatedAs: state.type === filed.declaredType ? '' : `Se tramita como ${TYPE_WORDS[state.type]} por su contenido`,
    detail: filed.detail,
    request: filed.request ?? '',
    attachments: attachmentsOf(history, 'consumer'),
    consumerSignature: consumerSignature(filed),
    answeredOn: response === undefined ? NO_DATE : dayParts(response.communicatedAt),
    ...actions,
    providerSignature: response === undefined ? '' : filed.provider.legalName,
    legends: regime.legends,
    recipient: RECIPIENTS[copy],
    blank: false,
    receipt: {
      filedAt: dayAndHour(filed.filedAt),
      dueOn: dayMonthYear(state.dueOn),
      term: termWords(regime),
      closed: closedWords(state),
      answerBy: filed.responseMedium === 'email' ? 'correo electrónico' : 'carta',
      format: formatOf(limaDateOf(filed.filedAt)),
      follow: copy === 'consumer' ? follow : undefined,
      verify: copy === 'consumer' ? verify : undefined,
    },
  };
}

export const NO_DATE: DateBoxes = { day: '', month: '', year: '' };

export const RECIPIENTS: Readonly<Record<Copy, string>> = {
  consumer: 'CONSUMIDOR',
  provider: 'PROVEEDOR',
  indecopi: 'INDECOPI',
};

/** What stands for the signature: the consent given on the page (art. 4-B), or the paper that was signed. */
function consumerSignature(filed: Claim['state']['filed']): string {
  if (filed.channel === 'backup') {
    const which = filed.paperNumber === undefined ? '' : ` N.º ${filed.paperNumber}`;
    return `Firmado en la hoja${which} del Libro de Reclamaciones de Respaldo`;
  }
  return `Conformidad expresa del consumidor, en reemplazo de la firma (art. 4-B): ${dayAndHour(filed.conformity.at)}, texto ${filed.conformity.textVersion}`;
}

function closedWords({ settledOn, response }: Claim['state']): string {
  if (settledOn !== undefined) return `Concluida por acuerdo el ${dayMonthYear(settledOn)}.`;
  return response === undefined ? '' : `Respondida el ${dayMonthYear(response.communicatedAt)}.`;
}

function termWords({ term }: Regime): string {
  return `${term.n} días ${term.unit === 'business' ? 'hábiles' : 'calendario'}`;
}

/** Which version of Anexo I was the official one that day. */
export function formatOf(filedOn: string): string {
  return filedOn < '2022-08-17'
    ? 'Formato del Anexo I anterior al D. S. 101-2022-PCM'
    : 'Formato del Anexo I según el D. S. 101-2022-PCM';
}
