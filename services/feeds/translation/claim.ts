import type { Sector, SheetType } from '@foja/contracts';
import type { FeedClaimStatus } from '@foja/contracts/integration/claims.ts';
import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';

/** What has to be known of a claim to tell of it. No personal data: it lies beside the log as it is. */
export type FeedClaim = {
  readonly claimId: string;
  readonly ruc: string;
  readonly sector: Sector;
  readonly bookId: string;
  readonly bookCode: string;
  readonly channel: 'web' | 'api' | 'backup';
  readonly responseMedium: 'email' | 'letter';
  readonly filedAt: string;
  readonly filedOn: string;
  /** Null until it has one: nothing is told of it before. */
  readonly number: string | null;
  readonly revision: number;
  readonly type: SheetType;
  readonly regime: string;
  readonly dueDate: string;
  readonly status: FeedClaimStatus;
  /** Last day of the pending remote offer, which stops the clock. */
  readonly suspendedUntil: string | null;
  /** Dates of Indecopi's requests that nothing was delivered for yet, by their numbers. */
  readonly copies: Readonly<Record<string, string | null>>;
  /** Still to be told, the next one first. */
  readonly alerts: readonly Alert[];
  /** Alerts told, each with the due date that it was about. */
  readonly told: readonly string[];
};

/** What time alone brings about: a message that no event of the ledger tells. */
export interface Alert {
  readonly kind: 'due-soon-5' | 'due-soon-2' | 'overdue';
  /** When it is true: an instant, at the beginning of a day in Lima unless the claim was that far already. */
  readonly at: string;
}

/** @throws where a claim does not begin with ClaimFiled: that ledger is damaged. */
export function evolveFeedClaim(claim: FeedClaim | undefined, event: ClaimEvent, revision: number): FeedClaim {
  if (event.type === 'ClaimFiled') return filed(event.data, revision);
  if (claim === undefined) throw new Error(`${event.type} before ClaimFiled`);
  return { ...claim, revision, ...change(claim, event) };
}

function change(claim: FeedClaim, event: Exclude<ClaimEvent, { type: 'ClaimFiled' }>): Partial<FeedClaim> {
  switch (event.type) {
    case 'SheetNumbered':
      return { number: event.data.sheetNumber };
    case 'ClaimReclassified': {
      const { dueOn, regimeId } = event.data.deadline;
      return { type: event.data.to, dueDate: dueOn, regime: regimeId };
    }
    case 'SettlementOffered': {
      const { lapsesOn, dueOnIfLapsed } = event.data;
      if (lapsesOn === undefined) return {};
      return { status: 'suspended', suspendedUntil: lapsesOn, dueDate: dueOnIfLapsed ?? claim.dueDate };
    }
    case 'SettlementAccepted':
      return { status: 'settled', suspendedUntil: null, dueDate: event.data.dueOn };
    case 'SettlementRejected':
    case 'SettlementLapsed':
      return { status: 'open', suspendedUntil: null, dueDate: event.data.dueOn };
    case 'DeadlineExtended':
      return { dueDate: event.data.dueOn };
    case 'DeadlineRevised':
      return { dueDate: event.data.dueOn, regime: event.data.regimeId };
    case 'ClaimResponded':
      return { status: 'responded', suspendedUntil: null };
    case 'IndecopiCopyRequested':
      return { copies: { ...claim.copies, [event.data.requestNumber]: event.data.dueOn ?? null } };
    case 'IndecopiCopyDelivered': {
      const { [event.data.requestNumber]: _, ...copies } = claim.copies;
      return { copies };
    }
    default:
      return {};
  }
}

function filed(data: (ClaimEvent & { type: 'ClaimFiled' })['data'], revision: number): FeedClaim {
  return {
    claimId: data.claimId,
    ruc: data.ruc,
    sector: data.provider.sector,
    bookId: data.bookId,
    bookCode: data.bookCode,
    channel: data.channel,
    responseMedium: data.responseMedium,
    filedAt: data.filedAt,
    filedOn: limaDateOf(data.filedAt),
    number: null,
    revision,
    type: data.declaredType,
    regime: data.deadline.regimeId,
    dueDate: data.deadline.dueOn,
    status: 'open',
    suspendedUntil: null,
    copies: {},
    alerts: [],
    told: [],
  };
}
