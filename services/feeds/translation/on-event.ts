import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import type { FeedClaim } from './claim.ts';
import type { Counted } from './counts.ts';
import { type Draft, type Telling, tellingOf } from './draft.ts';

/** What an event of a claim makes known: messages, in the order in which they are told, and what its day counts. */
export interface News {
  readonly drafts: readonly Draft[];
  readonly counts: readonly Counted[];
}

/** The claim right before and right after the event. */
export interface Change {
  readonly before: FeedClaim | undefined;
  readonly after: FeedClaim;
  /** Instant of the event. */
  readonly occurredAt: string;
}

/** A filing is told once it has its number; whatever happens to a claim without one is not told at all. */
export function newsOf(event: ClaimEvent, { before, after, occurredAt }: Change): News {
  if (before === undefined || after.number === null) return { drafts: [], counts: [] };
  const tell = tellingOf(after, after.number, occurredAt);
  const { drafts, counts } = told(event, before, after, tell);
  return { drafts: [...drafts, ...moved(event, before, after, tell)], counts };
}

function told(event: ClaimEvent, before: FeedClaim, after: FeedClaim, tell: Telling): News {
  switch (event.type) {
    case 'SheetNumbered': {
      const { channel, filedAt, regime, responseMedium, type } = after;
      return {
        drafts: [tell.firm('foja.claim.filed.v1', { channel, filedAt, regime, responseMedium })],
        counts: [type === 'reclamo' ? 'filedReclamos' : 'filedQuejas'],
      };
    }
    case 'ClaimViewed':
      return just(tell.firm('foja.claim.viewed.v1', {}));
    case 'ClaimReclassified': {
      const { from, to } = event.data;
      return {
        drafts: [tell.firm('foja.claim.reclassified.v1', { from, to, regime: after.regime })],
        counts: ['reclassified'],
      };
    }
    case 'EvidenceAttached': {
      const { evidenceId, by, mediaType, sizeBytes, sha256 } = event.data;
      return just(tell.firm('foja.claim.evidence-added.v1', { evidenceId, by, mediaType, sizeBytes, sha256 }));
    }
    case 'SettlementOffered': {
      const { offerNumber, mode, medium, communicatedAt, lapsesOn } = event.data;
      const until = lapsesOn === undefined ? {} : { lapsesOn };
      const made = tell.firm('foja.claim.offer-made.v1', { offerNumber, mode, medium, communicatedAt, ...until });
      if (lapsesOn === undefined) return just(made);
      return just(made, tell.firm('foja.claim.clock-suspended.v1', { offerNumber, suspendedUntil: lapsesOn }));
    }
    case 'SettlementAccepted': {
      const { offerNumber, acceptedOn, dueOn } = event.data;
      const ended = closed(after, tell, { by: 'settlement', closedOn: acceptedOn, late: acceptedOn > dueOn });
      return {
        ...ended,
        drafts: [tell.firm('foja.claim.offer-accepted.v1', { offerNumber, acceptedOn }), ...ended.drafts],
      };
    }
    case 'SettlementRejected': {
      const { offerNumber, rejectedOn } = event.data;
      const rejected = tell.firm('foja.claim.offer-rejected.v1', { offerNumber, rejectedOn });
      return just(rejected, ...resumed(before, tell, offerNumber, rejectedOn));
    }
    case 'SettlementLapsed': {
      const { offerNumber, lapsedOn } = event.data;
      const lapsed = tell.firm('foja.claim.offer-lapsed.v1', { offerNumber, lapsedOn });
      return just(lapsed, ...resumed(before, tell, offerNumber, lapsedOn));
    }
    case 'DeadlineExtended': {
      const { previousDueOn, extendedOn } = event.data;
      return just(tell.firm('foja.claim.extended.v1', { previousDueDate: previousDueOn, extendedOn }));
    }
    case 'ClaimResponded': {
      const { outcome, medium, communicatedAt, late } = event.data;
      const ended = closed(after, tell, { by: 'response', closedOn: limaDateOf(communicatedAt), late });
      const answered = tell.firm('foja.claim.responded.v1', { outcome, medium, communicatedAt, late });
      return { ...ended, drafts: [answered, ...ended.drafts] };
    }
    case 'IndecopiCopyRequested': {
      const { requestNumber, reference, dueOn } = event.data;
      const asked = { requestNumber, reference, ...(dueOn === undefined ? {} : { requestDueDate: dueOn }) };
      return {
        drafts: [
          tell.firm('foja.claim.copies-requested.v1', asked),
          tell.regulator('foja.regulator.copies-requested.v1', asked),
        ],
        counts: ['copiesRequested'],
      };
    }
    case 'IndecopiCopyDelivered': {
      const { requestNumber, medium } = event.data;
      const due = before.copies[requestNumber] ?? null;
      const late = due === null ? {} : { late: limaDateOf(tell.occurredAt) > due };
      return {
        drafts: [
          tell.firm('foja.claim.copies-delivered.v1', { requestNumber, medium }),
          tell.regulator('foja.regulator.copies-delivered.v1', { requestNumber, medium, ...late }),
        ],
        counts: ['copiesDelivered'],
      };
    }
    case 'FulfilmentReported':
      return just(tell.firm('foja.claim.fulfilment-reported.v1', { fulfilled: event.data.fulfilled }));
    case 'ClaimErased': {
      const { cause, erasedOn } = event.data;
      return just(tell.firm('foja.claim.erased.v1', { cause, erasedOn }));
    }
    default:
      return just();
  }
}

function just(...drafts: readonly Draft[]): News {
  return { drafts, counts: [] };
}

function closed(
  { dueDate }: FeedClaim,
  tell: Telling,
  { by, closedOn, late }: { readonly by: 'response' | 'settlement'; readonly closedOn: string; readonly late: boolean },
): News {
  const drafts = [
    tell.firm('foja.claim.closed.v1', { by, closedOn, late }),
    ...(late ? [tell.regulator('foja.regulator.answered-late.v1', { by, dueDate, closedOn })] : []),
  ];
  const counts: Counted[] = [
    by === 'response' ? (late ? 'respondedLate' : 'respondedOnTime') : late ? 'settledLate' : 'settledOnTime',
  ];
  return { drafts, counts };
}

/** Only an offer that had stopped the clock lets it run again. */
function resumed(before: FeedClaim, tell: Telling, offerNumber: number, suspendedUntil: string): Draft[] {
  if (before.status !== 'suspended') return [];
  return [tell.firm('foja.claim.clock-resumed.v1', { offerNumber, suspendedUntil })];
}

function moved({ type }: ClaimEvent, before: FeedClaim, after: FeedClaim, tell: Telling): Draft[] {
  const ended = after.status === 'responded' || after.status === 'settled';
  if (before.dueDate === after.dueDate || ended) return [];
  const causes = { ClaimReclassified: 'reclassified', DeadlineExtended: 'extended', DeadlineRevised: 'law' } as const;
  const cause = type in causes ? causes[type as keyof typeof causes] : 'offer';
  return [tell.firm('foja.claim.due-date-moved.v1', { previousDueDate: before.dueDate, cause })];
}
