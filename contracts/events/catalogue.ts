import type { z } from 'zod';
import * as auditor from './auditor.ts';
import * as claim from './claim.ts';
import * as indecopi from './indecopi.ts';
import * as keeping from './keeping.ts';
import * as law from './law.ts';
import * as mail from './mail.ts';
import * as paper from './paper.ts';
import * as provider from './provider.ts';
import * as settings from './settings.ts';
import * as sheets from './sheets.ts';
import * as sirec from './sirec.ts';
import * as staff from './staff.ts';
import { latestOf, readVersion, UnreadableEvent, upcast, type Versions } from './stored.ts';
import * as webhooks from './webhooks.ts';

export { UnreadableEvent };

/**
 * Every stored event, by type and version. Versions are for ever: to change an event, add a version here, an upcaster
 * from the one before in `upcasters`, and a golden sample in `samples/`.
 */
export const catalogue = {
  ProviderRegistered: { 1: provider.ProviderRegisteredV1 },
  BookOpened: { 1: provider.BookOpenedV1 },
  BookClosed: { 1: provider.BookClosedV1 },
  ApiKeyIssued: { 1: provider.ApiKeyIssuedV1 },
  ApiKeyRevoked: { 1: provider.ApiKeyRevokedV1 },
  StaffAdded: { 1: staff.StaffAddedV1 },
  StaffRoleChanged: { 1: staff.StaffRoleChangedV1 },
  StaffRemoved: { 1: staff.StaffRemovedV1 },
  StaffErased: { 1: staff.StaffErasedV1 },
  ProviderDetailsChanged: { 1: settings.ProviderDetailsChangedV1 },
  NotificationAddressesSet: { 1: settings.NotificationAddressesSetV1 },
  AllowedOriginsSet: { 1: settings.AllowedOriginsSetV1 },
  SirecSiteCodeSet: { 1: settings.SirecSiteCodeSetV1 },
  WebhookAdded: { 1: webhooks.WebhookAddedV1 },
  WebhookPaused: { 1: webhooks.WebhookPausedV1 },
  WebhookResumed: { 1: webhooks.WebhookResumedV1 },
  WebhookSecretRotated: { 1: webhooks.WebhookSecretRotatedV1 },
  WebhookRemoved: { 1: webhooks.WebhookRemovedV1 },
  AuditorKeyIssued: { 1: auditor.AuditorKeyIssuedV1 },
  AuditorAccessGranted: { 1: auditor.AuditorAccessGrantedV1 },
  AuditorAccessWithdrawn: { 1: auditor.AuditorAccessWithdrawnV1 },
  AuditorKeyRevoked: { 1: auditor.AuditorKeyRevokedV1 },
  SirecReported: { 1: sirec.SirecReportedV1 },
  HolidayDeclared: { 1: law.HolidayDeclaredV1 },
  HolidayRevoked: { 1: law.HolidayRevokedV1 },
  RegimeCorrected: { 1: law.RegimeCorrectedV1 },
  CopyTermCorrected: { 1: law.CopyTermCorrectedV1 },
  SheetIssued: { 1: sheets.SheetIssuedV1 },
  PaperNumberTaken: { 1: paper.PaperNumberTakenV1 },
  ClaimFiled: { 1: claim.ClaimFiledV1, 2: claim.ClaimFiledV2 },
  SheetNumbered: { 1: claim.SheetNumberedV1 },
  ClaimViewed: { 1: claim.ClaimViewedV1 },
  ClaimReclassified: { 1: claim.ClaimReclassifiedV1 },
  EvidenceAttached: { 1: claim.EvidenceAttachedV1, 2: claim.EvidenceAttachedV2 },
  SettlementOffered: { 1: claim.SettlementOfferedV1 },
  SettlementAccepted: { 1: claim.SettlementAcceptedV1 },
  SettlementRejected: { 1: claim.SettlementRejectedV1 },
  SettlementLapsed: { 1: claim.SettlementLapsedV1 },
  DeadlineExtended: { 1: claim.DeadlineExtendedV1 },
  DeadlineRevised: { 1: claim.DeadlineRevisedV1 },
  ClaimResponded: { 1: claim.ClaimRespondedV1 },
  CopyDelivered: { 1: claim.CopyDeliveredV1 },
  IndecopiCopyRequested: {
    1: claim.IndecopiCopyRequestedV1,
    2: claim.IndecopiCopyRequestedV2,
    3: claim.IndecopiCopyRequestedV3,
  },
  IndecopiCopyDelivered: { 1: claim.IndecopiCopyDeliveredV1 },
  DescargosAttached: {
    1: claim.DescargosAttachedV1,
    2: claim.DescargosAttachedV2,
    3: claim.DescargosAttachedV3,
  },
  FulfilmentReported: { 1: claim.FulfilmentReportedV1 },
  IndecopiGrantIssued: { 1: indecopi.IndecopiGrantIssuedV1 },
  IndecopiGrantRevoked: { 1: indecopi.IndecopiGrantRevokedV1 },
  CaseFileRequested: { 1: indecopi.CaseFileRequestedV1, 2: indecopi.CaseFileRequestedV2 },
  CaseFileCompleted: { 1: indecopi.CaseFileCompletedV1 },
  CaseFileDownloaded: { 1: indecopi.CaseFileDownloadedV1 },
  CaseFileDiscarded: { 1: indecopi.CaseFileDiscardedV1 },
  LegalHoldPlaced: { 1: keeping.LegalHoldPlacedV1 },
  LegalHoldLifted: { 1: keeping.LegalHoldLiftedV1 },
  CancellationRequested: { 1: keeping.CancellationRequestedV1 },
  ClaimErased: { 1: keeping.ClaimErasedV1 },
  RetentionCorrected: { 1: keeping.RetentionCorrectedV1, 2: keeping.RetentionCorrectedV2 },
  MailDelivered: { 1: mail.MailDeliveredV1, 2: mail.MailDeliveredV2 },
  MailFailed: { 1: mail.MailFailedV1, 2: mail.MailFailedV2 },
} as const satisfies Record<string, Record<number, z.ZodType>>;

export type EventType = keyof typeof catalogue;

/** Upcasters by type and the version they start from; each leads to the next version. */
const upcasters: Partial<Record<EventType, Record<number, (data: unknown) => unknown>>> = {
  EvidenceAttached: { 1: withBytesUnknown },
  // Second versions that only add a field that may be absent, or a value:
  DescargosAttached: { 1: (data) => data, 2: withBytesUnknown },
  RetentionCorrected: { 1: (data) => data },
  ClaimFiled: { 1: (data) => data },
  IndecopiCopyRequested: { 1: (data) => data, 2: withWhoseDate },
  CaseFileRequested: { 1: withWhoseDate },
  MailDelivered: { 1: (data) => data },
  MailFailed: { 1: (data) => data },
};

/** No rule was ever applied before this was written down: a date that is there was the request's own. */
function withWhoseDate(data: unknown): unknown {
  const request = data as { readonly dueOn?: string };
  return { ...request, dueSetBy: request.dueOn === undefined ? 'nobody' : 'official' };
}

/** Forms kept the bytes and programs named them by their hash; which of the two it was, nobody wrote down. */
function withBytesUnknown(data: unknown): unknown {
  return { ...(data as object), bytes: 'unknown' };
}

/** An event as the domain sees it: the latest version of its type. */
export type EventOf<T extends EventType> = T extends EventType
  ? { readonly type: T; readonly data: Latest<(typeof catalogue)[T]> }
  : never;
export type LedgerEvent = EventOf<EventType>;

type Latest<Versions> = Versions extends { 3: infer S extends z.ZodType }
  ? z.infer<S>
  : Versions extends { 2: infer S extends z.ZodType }
    ? z.infer<S>
    : Versions extends { 1: infer S extends z.ZodType }
      ? z.infer<S>
      : never;

export type ProviderEvent = EventOf<
  | 'ProviderRegistered'
  | 'ProviderDetailsChanged'
  | 'BookOpened'
  | 'BookClosed'
  | 'ApiKeyIssued'
  | 'ApiKeyRevoked'
  | 'StaffAdded'
  | 'StaffRoleChanged'
  | 'StaffRemoved'
  | 'StaffErased'
  | 'NotificationAddressesSet'
  | 'AllowedOriginsSet'
  | 'SirecSiteCodeSet'
  | 'WebhookAdded'
  | 'WebhookPaused'
  | 'WebhookResumed'
  | 'WebhookSecretRotated'
  | 'WebhookRemoved'
>;

export type AuditorEvent = EventOf<
  'AuditorKeyIssued' | 'AuditorAccessGranted' | 'AuditorAccessWithdrawn' | 'AuditorKeyRevoked'
>;

export type OfficialEvent = EventOf<'IndecopiGrantIssued' | 'IndecopiGrantRevoked'>;

export type CaseFileEvent = EventOf<
  'CaseFileRequested' | 'CaseFileCompleted' | 'CaseFileDownloaded' | 'CaseFileDiscarded'
>;

/** The version that new events of this type are written in. */
export function currentVersion(type: EventType): number {
  return latestOf(catalogue[type]);
}

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(catalogue, type);
}

/**
 * A stored event, parsed by the schema of its own version and brought to the latest.
 * @throws UnreadableEvent for an unknown type or version, or data that its schema refuses; names the fields, no values.
 */
export function parseStored(type: string, version: number, data: unknown): LedgerEvent {
  return { type, data: readVersion(versionsOf(type), version, data) } as LedgerEvent;
}

/**
 * A stored event brought to the latest version; its fields are trusted, for this ledger parsed them on their way in.
 * @throws UnreadableEvent for an unknown type or version.
 */
export function trustStored(type: string, version: number, data: unknown): LedgerEvent {
  return { type, data: upcast(versionsOf(type), version, data) } as LedgerEvent;
}

function versionsOf(type: string): Versions {
  if (!isEventType(type)) throw new UnreadableEvent(`unknown event type ${JSON.stringify(type)}`);
  return { type, schemas: catalogue[type], upcasters: upcasters[type] };
}
