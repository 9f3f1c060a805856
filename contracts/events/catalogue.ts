import type { z } from 'zod';
import * as claim from './claim.ts';
import * as law from './law.ts';
import * as provider from './provider.ts';
import * as sheets from './sheets.ts';

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
  HolidayDeclared: { 1: law.HolidayDeclaredV1 },
  HolidayRevoked: { 1: law.HolidayRevokedV1 },
  RegimeCorrected: { 1: law.RegimeCorrectedV1 },
  SheetIssued: { 1: sheets.SheetIssuedV1 },
  ClaimFiled: { 1: claim.ClaimFiledV1 },
  SheetNumbered: { 1: claim.SheetNumberedV1 },
  ClaimViewed: { 1: claim.ClaimViewedV1 },
  ClaimReclassified: { 1: claim.ClaimReclassifiedV1 },
  EvidenceAttached: { 1: claim.EvidenceAttachedV1 },
  SettlementOffered: { 1: claim.SettlementOfferedV1 },
  SettlementAccepted: { 1: claim.SettlementAcceptedV1 },
  SettlementRejected: { 1: claim.SettlementRejectedV1 },
  SettlementLapsed: { 1: claim.SettlementLapsedV1 },
  DeadlineExtended: { 1: claim.DeadlineExtendedV1 },
  DeadlineRevised: { 1: claim.DeadlineRevisedV1 },
  ClaimResponded: { 1: claim.ClaimRespondedV1 },
  CopyDelivered: { 1: claim.CopyDeliveredV1 },
  IndecopiCopyRequested: { 1: claim.IndecopiCopyRequestedV1 },
  IndecopiCopyDelivered: { 1: claim.IndecopiCopyDeliveredV1 },
  FulfilmentReported: { 1: claim.FulfilmentReportedV1 },
} as const satisfies Record<string, Record<number, z.ZodType>>;

export type EventType = keyof typeof catalogue;

/** Upcasters by type and the version they start from; each leads to the next version. None yet: all are at 1. */
const upcasters: Partial<Record<EventType, Record<number, (data: unknown) => unknown>>> = {};

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
  'ProviderRegistered' | 'BookOpened' | 'BookClosed' | 'ApiKeyIssued' | 'ApiKeyRevoked'
>;

/** A stored event that no schema of its version accepts: the ledger was written by something else, or damaged. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/** The version that new events of this type are written in. */
export function currentVersion(type: EventType): number {
  return Math.max(...Object.keys(catalogue[type]).map(Number));
}

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(catalogue, type);
}

/**
 * A stored event, parsed by the schema of its own version and brought to the latest.
 * @throws UnreadableEvent for an unknown type or version, or data that its schema refuses; names the fields, no values.
 */
export function parseStored(type: string, version: number, data: unknown): LedgerEvent {
  if (!isEventType(type)) throw new UnreadableEvent(`unknown event type ${JSON.stringify(type)}`);
  const schemas: Record<number, z.ZodType> = catalogue[type];
  const schema = schemas[version];
  if (schema === undefined) throw new UnreadableEvent(`unknown version ${version} of ${type}`);
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || '(whole)').join(', ');
    throw new UnreadableEvent(`${type} v${version} does not follow its schema at: ${fields}`);
  }
  let upcast: unknown = parsed.data;
  for (let from = version; from < currentVersion(type); from += 1) {
    const step = upcasters[type]?.[from];
    if (step === undefined) throw new UnreadableEvent(`no upcaster from ${type} v${from}`);
    upcast = step(upcast);
  }
  return { type, data: upcast } as LedgerEvent;
}
