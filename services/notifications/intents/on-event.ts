import { type ClaimEvent, type ClaimState, pendingOffer } from '@foja/domain/claim/index.ts';
import { type MailAbout, type MailIntent, type MailKind, mailOnEvent, type Recipient } from '../mail.ts';

/** Events that are a reason to write; the claim is only read for these. */
export const REASONS: ReadonlySet<ClaimEvent['type']> = new Set([
  'SheetNumbered',
  'SettlementOffered',
  'SettlementAccepted',
  'SettlementRejected',
  'DeadlineExtended',
  'ClaimResponded',
  'IndecopiCopyRequested',
]);

/**
 * The mails that an event calls for; `claim` is the claim right after it. The consumer gets a copy of the sheet (Reglamento,
 * art. 4-B), every offer (art. 6-A), extension and answer, where an e-mail address was given; the provider is told of new
 * claims, of the consumer's answer to an offer and of what Indecopi asks for.
 */
export function mailsOn(eventId: string, event: ClaimEvent, claim: ClaimState): MailIntent[] {
  const { ruc, claimId, consumer } = claim.filed;
  const mail = (recipient: Recipient, kind: MailKind, about: MailAbout = {}): MailIntent[] => {
    if (recipient === 'consumer' && consumer.email === undefined) return [];
    const messageId = mailOnEvent(eventId, recipient, kind);
    return [{ messageId, ruc, claimId, kind, recipient, about: { sheetNumber: claim.number?.sheetNumber, ...about } }];
  };
  const offerAnswered = ({ offerNumber }: MailAbout) => mail('provider', 'offer-answered', { offerNumber });
  switch (event.type) {
    // Not ClaimFiled: a sheet without its number is no copy.
    case 'SheetNumbered':
      return [...mail('consumer', 'copy'), ...mail('provider', 'new-claim')];
    case 'SettlementOffered':
      return mail('consumer', 'offer', { offerNumber: event.data.offerNumber });
    // An acceptance on paper was recorded by the provider itself.
    case 'SettlementAccepted':
      return event.data.means === 'online' ? offerAnswered(event.data) : [];
    case 'SettlementRejected':
      return offerAnswered(event.data);
    case 'DeadlineExtended':
      return mail('consumer', 'extension', { dueOn: event.data.dueOn });
    case 'ClaimResponded':
      return mail('consumer', 'answer');
    case 'IndecopiCopyRequested':
      // Of those asked for together the provider is told once, by the case file.
      if (event.data.exportId !== undefined) return [];
      return mail('provider', 'indecopi-request', { requestNumber: event.data.requestNumber });
    default:
      return [];
  }
}

/** Whether a mail still says something true: what happened while it waited may have made it pointless. */
export function stillNeeded({ kind, about }: Pick<MailIntent, 'kind' | 'about'>, claim: ClaimState, today: string) {
  if (claim.erasedOn !== undefined) return false;
  const closed = claim.response !== undefined || claim.settledOn !== undefined;
  switch (kind) {
    case 'reminder':
      return !closed && claim.dueOn === about.dueOn;
    case 'offer':
    case 'offer-lapsing': {
      const offer = closed ? undefined : pendingOffer(claim);
      return offer?.offerNumber === about.offerNumber && (offer?.lapsesOn === undefined || today <= offer.lapsesOn);
    }
    case 'extension':
      return !closed;
    case 'indecopi-request':
      return claim.copyRequests.some((request) => request.requestNumber === about.requestNumber && !request.delivered);
    case 'copy':
    case 'new-claim':
    case 'answer':
    case 'offer-answered':
    case 'digest':
    case 'case-file':
    case 'webhook-paused':
      return true;
    default:
      return kind satisfies never;
  }
}
