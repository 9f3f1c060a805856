import type { SheetType } from '@foja/contracts';
import { paperKey } from '@foja/domain/book/paper-key.ts';
import type { ProjectedEvent } from '../definition.ts';
import { limaDay } from '../lima-day.ts';
import { wordsOf } from './words.ts';

export type ClaimStatus = 'filed' | 'viewed' | 'offered' | 'answered' | 'settled';

/** What the filing says for ever: written once, so later events come to a row without it. */
export type RegisterFiling = {
  readonly ruc: string;
  readonly bookId: string;
  readonly bookCode: string;
  readonly establishment: string;
  readonly channel: string;
  /** Of the number that its sheet of paper bears; null where it bears none. */
  readonly paperKey: string | null;
  readonly filedAt: string;
  readonly filedOn: string;
  readonly declaredType: SheetType;
  readonly goodKind: string;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly documentType: string;
  readonly consumerName: string | null;
  readonly documentNumber: string | null;
  readonly email: string | null;
  /** The beginning of what the consumer wrote. */
  readonly excerpt: string | null;
  /** Every word that finds it, folded. */
  readonly words: string | null;
};

/** Where the claim stands. */
export type RegisterStanding = {
  readonly claimId: string;
  readonly correlative: number | null;
  readonly year: number | null;
  readonly sheetNumber: string | null;
  /** What it is treated as now. */
  readonly type: SheetType;
  readonly state: ClaimStatus;
  readonly viewed: boolean;
  /** Number of the offer that waits for its answer. */
  readonly pendingOffer: number | null;
  readonly dueOn: string;
  readonly regimeId: string;
  readonly closedOn: string | null;
  /** Its personal data are gone: those columns are empty. */
  readonly erased: boolean;
  /** SHA-256 of what is attached to it; null: nothing is. */
  readonly files: readonly string[] | null;
  readonly revision: number;
  readonly position: string;
};

export type RegisterRow = RegisterStanding & Partial<RegisterFiling>;

const EXCERPT_MAX = 160;

export function evolveRegister(row: RegisterRow | undefined, event: ProjectedEvent): RegisterRow {
  if (event.type === 'ClaimFiled') return filed(event);
  if (row === undefined) throw new Error(`${event.type} before ClaimFiled`);
  const { revision, position } = event;
  return withState({ ...row, ...changes(event, row), revision, position });
}

function changes(
  event: Exclude<ProjectedEvent, { type: 'ClaimFiled' }>,
  { files }: RegisterStanding,
): Partial<RegisterRow> {
  switch (event.type) {
    case 'SheetNumbered': {
      const { correlative, year, sheetNumber } = event.data;
      return { correlative, year, sheetNumber };
    }
    case 'ClaimViewed':
      return { viewed: true };
    case 'ClaimReclassified':
      return { type: event.data.to, dueOn: event.data.deadline.dueOn, regimeId: event.data.deadline.regimeId };
    case 'SettlementOffered': {
      const { offerNumber, dueOnIfLapsed } = event.data;
      return { pendingOffer: offerNumber, ...(dueOnIfLapsed === undefined ? {} : { dueOn: dueOnIfLapsed }) };
    }
    case 'SettlementAccepted':
      return { pendingOffer: null, closedOn: event.data.acceptedOn, dueOn: event.data.dueOn, state: 'settled' };
    case 'SettlementRejected':
    case 'SettlementLapsed':
      return { pendingOffer: null, dueOn: event.data.dueOn };
    case 'DeadlineExtended':
      return { dueOn: event.data.dueOn };
    case 'DeadlineRevised':
      return { dueOn: event.data.dueOn, regimeId: event.data.regimeId };
    case 'ClaimResponded':
      return { pendingOffer: null, closedOn: limaDay(event.data.communicatedAt), state: 'answered' };
    case 'ClaimErased':
      return { erased: true };
    case 'EvidenceAttached':
    case 'DescargosAttached':
      return { files: [...(files ?? []), event.data.sha256] };
    case 'CopyDelivered':
    case 'IndecopiCopyRequested':
    case 'IndecopiCopyDelivered':
    case 'FulfilmentReported':
    case 'LegalHoldPlaced':
    case 'LegalHoldLifted':
    case 'CancellationRequested':
    case 'MailDelivered':
    case 'MailFailed':
      return {};
    default:
      return event satisfies never;
  }
}

/** A claim that was answered or settled stays so; an open one is where its last step left it. */
function withState(row: RegisterRow): RegisterRow {
  if (row.state === 'answered' || row.state === 'settled') return row;
  const state = row.pendingOffer !== null ? 'offered' : row.viewed ? 'viewed' : 'filed';
  return state === row.state ? row : { ...row, state };
}

function filed({
  data,
  claimId,
  revision,
  position,
}: ProjectedEvent & { type: 'ClaimFiled' }): RegisterStanding & RegisterFiling {
  const { consumer, good } = data;
  return {
    claimId,
    ruc: data.ruc,
    bookId: data.bookId,
    bookCode: data.bookCode,
    establishment: data.provider.establishment,
    correlative: null,
    year: null,
    sheetNumber: null,
    channel: data.channel,
    paperKey: data.paperNumber === undefined ? null : paperKey(data.paperNumber),
    filedAt: new Date(data.filedAt).toISOString(),
    filedOn: limaDay(data.filedAt),
    declaredType: data.declaredType,
    type: data.declaredType,
    state: 'filed',
    viewed: false,
    pendingOffer: null,
    dueOn: data.deadline.dueOn,
    regimeId: data.deadline.regimeId,
    closedOn: null,
    erased: false,
    files: null,
    goodKind: good.kind,
    amount: good.amount?.value ?? null,
    currency: good.amount?.currency ?? null,
    documentType: consumer.documentType,
    consumerName: consumer.name,
    documentNumber: consumer.documentNumber,
    email: consumer.email ?? null,
    excerpt: excerptOf(data.detail),
    words: wordsOf(data.ruc, [consumer.name, consumer.documentNumber, good.description, data.detail, data.request]),
    revision,
    position,
  };
}

/** Cut between code points: half a surrogate pair is no text. */
function excerptOf(detail: string): string {
  return detail.length <= EXCERPT_MAX ? detail : `${detail.slice(0, EXCERPT_MAX).replace(/[\ud800-\udbff]$/, '')}…`;
}
