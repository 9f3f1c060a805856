import type { EventOf } from '@foja/contracts';

export type ClaimEvent = EventOf<
  | 'ClaimFiled'
  | 'SheetNumbered'
  | 'ClaimViewed'
  | 'ClaimReclassified'
  | 'EvidenceAttached'
  | 'SettlementOffered'
  | 'SettlementAccepted'
  | 'SettlementRejected'
  | 'SettlementLapsed'
  | 'DeadlineExtended'
  | 'DeadlineRevised'
  | 'ClaimResponded'
  | 'CopyDelivered'
  | 'IndecopiCopyRequested'
  | 'IndecopiCopyDelivered'
  | 'DescargosAttached'
  | 'FulfilmentReported'
  | 'LegalHoldPlaced'
  | 'LegalHoldLifted'
  | 'CancellationRequested'
  | 'ClaimErased'
  | 'MailDelivered'
  | 'MailFailed'
>;

const claimEventTypes: Readonly<Record<ClaimEvent['type'], true>> = {
  ClaimFiled: true,
  SheetNumbered: true,
  ClaimViewed: true,
  ClaimReclassified: true,
  EvidenceAttached: true,
  SettlementOffered: true,
  SettlementAccepted: true,
  SettlementRejected: true,
  SettlementLapsed: true,
  DeadlineExtended: true,
  DeadlineRevised: true,
  ClaimResponded: true,
  CopyDelivered: true,
  IndecopiCopyRequested: true,
  IndecopiCopyDelivered: true,
  DescargosAttached: true,
  FulfilmentReported: true,
  LegalHoldPlaced: true,
  LegalHoldLifted: true,
  CancellationRequested: true,
  ClaimErased: true,
  MailDelivered: true,
  MailFailed: true,
};

export function isClaimEvent(event: { readonly type: string }): event is ClaimEvent {
  return Object.hasOwn(claimEventTypes, event.type);
}

export function claimStream(claimId: string): string {
  return `claim-${claimId}`;
}
