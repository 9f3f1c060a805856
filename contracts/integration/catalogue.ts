import type { z } from 'zod';
import * as claims from './claims.ts';
import * as regulator from './regulator.ts';

export type FeedKind = 'claims' | 'regulator';

/** A kind of message: whom it is for, what it tells, and every version of its data. */
export interface MessageDefinition {
  readonly feed: FeedKind;
  readonly summary: { readonly es: string; readonly en: string };
  readonly versions: Readonly<Record<number, z.ZodType>>;
}

/**
 * Every message that leaves Foja by a feed. Versions are for ever: to change one, add a version here and a golden sample in
 * `samples/`, and send both until nobody reads the old one.
 */
export const integration = {
  'foja.claim.filed': {
    feed: 'claims',
    summary: { es: 'Se presentó y tiene su número', en: 'Filed, and numbered' },
    versions: { 1: claims.ClaimFiledV1 },
  },
  'foja.claim.viewed': {
    feed: 'claims',
    summary: { es: 'El proveedor lo abrió por primera vez', en: 'The provider opened it for the first time' },
    versions: { 1: claims.ClaimViewedV1 },
  },
  'foja.claim.reclassified': {
    feed: 'claims',
    summary: { es: 'De queja pasó a reclamo', en: 'A queja became a reclamo' },
    versions: { 1: claims.ClaimReclassifiedV1 },
  },
  'foja.claim.evidence-added': {
    feed: 'claims',
    summary: { es: 'Alguien adjuntó un archivo', en: 'A file was attached' },
    versions: { 1: claims.EvidenceAddedV1 },
  },
  'foja.claim.offer-made': {
    feed: 'claims',
    summary: { es: 'El proveedor ofreció una solución', en: 'The provider offered a settlement' },
    versions: { 1: claims.OfferMadeV1 },
  },
  'foja.claim.offer-accepted': {
    feed: 'claims',
    summary: { es: 'El consumidor aceptó la oferta', en: 'The consumer accepted the offer' },
    versions: { 1: claims.OfferAcceptedV1 },
  },
  'foja.claim.offer-rejected': {
    feed: 'claims',
    summary: { es: 'El consumidor rechazó la oferta', en: 'The consumer rejected the offer' },
    versions: { 1: claims.OfferRejectedV1 },
  },
  'foja.claim.offer-lapsed': {
    feed: 'claims',
    summary: { es: 'Nadie respondió la oferta a tiempo', en: 'Nobody answered the offer in time' },
    versions: { 1: claims.OfferLapsedV1 },
  },
  'foja.claim.clock-suspended': {
    feed: 'claims',
    summary: { es: 'Una oferta a distancia suspende el plazo', en: 'A remote offer stops the clock' },
    versions: { 1: claims.ClockSuspendedV1 },
  },
  'foja.claim.clock-resumed': {
    feed: 'claims',
    summary: { es: 'El plazo vuelve a correr', en: 'The clock runs again' },
    versions: { 1: claims.ClockResumedV1 },
  },
  'foja.claim.extended': {
    feed: 'claims',
    summary: { es: 'El plazo se prorrogó', en: 'The term was extended' },
    versions: { 1: claims.ClaimExtendedV1 },
  },
  'foja.claim.due-date-moved': {
    feed: 'claims',
    summary: { es: 'Cambió la fecha en que vence, por lo que fuera', en: 'The due date changed, whatever the cause' },
    versions: { 1: claims.DueDateMovedV1 },
  },
  'foja.claim.responded': {
    feed: 'claims',
    summary: { es: 'El proveedor respondió', en: 'The provider answered' },
    versions: { 1: claims.ClaimRespondedV1 },
  },
  'foja.claim.closed': {
    feed: 'claims',
    summary: { es: 'Respondido o conciliado: el plazo terminó', en: 'Answered or settled: its clock has stopped' },
    versions: { 1: claims.ClaimClosedV1 },
  },
  'foja.claim.due-soon': {
    feed: 'claims',
    summary: { es: 'Quedan cinco, o dos, días hábiles', en: 'Five, or two, business days are left' },
    versions: { 1: claims.ClaimDueSoonV1 },
  },
  'foja.claim.overdue': {
    feed: 'claims',
    summary: { es: 'Venció sin respuesta', en: 'Its due date passed without an answer' },
    versions: { 1: claims.ClaimOverdueV1 },
  },
  'foja.claim.copies-requested': {
    feed: 'claims',
    summary: { es: 'Indecopi pide la hoja', en: 'Indecopi asks for the sheet' },
    versions: { 1: claims.CopiesRequestedV1 },
  },
  'foja.claim.copies-delivered': {
    feed: 'claims',
    summary: { es: 'La hoja se entregó a Indecopi', en: 'The sheet was delivered to Indecopi' },
    versions: { 1: claims.CopiesDeliveredV1 },
  },
  'foja.claim.fulfilment-reported': {
    feed: 'claims',
    summary: { es: 'El consumidor dice si se cumplió', en: 'The consumer says whether it was fulfilled' },
    versions: { 1: claims.FulfilmentReportedV1 },
  },
  'foja.claim.erased': {
    feed: 'claims',
    summary: {
      es: 'Sus datos personales se borraron: bórrelos también quien los tenga',
      en: 'Its personal data were erased: whoever has them erases them, too',
    },
    versions: { 1: claims.ClaimErasedV1 },
  },
  'foja.regulator.copies-requested': {
    feed: 'regulator',
    summary: { es: 'Se pidió una hoja a un proveedor', en: 'A sheet was asked of a provider' },
    versions: { 1: regulator.RegulatorCopiesRequestedV1 },
  },
  'foja.regulator.copies-delivered': {
    feed: 'regulator',
    summary: { es: 'Un proveedor entregó una hoja', en: 'A provider delivered a sheet' },
    versions: { 1: regulator.RegulatorCopiesDeliveredV1 },
  },
  'foja.regulator.answered-late': {
    feed: 'regulator',
    summary: { es: 'Se respondió o concilió fuera de plazo', en: 'Answered or settled after the due date' },
    versions: { 1: regulator.RegulatorAnsweredLateV1 },
  },
  'foja.regulator.daily-counts': {
    feed: 'regulator',
    summary: { es: 'El día de un proveedor, en cifras', en: "A provider's day in figures" },
    versions: { 1: regulator.RegulatorDailyCountsV1 },
  },
  'foja.regulator.checkpoint': {
    feed: 'regulator',
    summary: { es: 'Punto de control firmado del libro mayor', en: 'A signed checkpoint of the ledger' },
    versions: { 1: regulator.RegulatorCheckpointV1 },
  },
} as const satisfies Record<string, MessageDefinition>;

type Integration = typeof integration;
export type MessageName = keyof Integration;

/** As it stands in a message: name and version, `foja.claim.filed.v1`. */
export type MessageType = {
  [Name in MessageName]: `${Name}.v${keyof Integration[Name]['versions'] & number}`;
}[MessageName];

type Parts<Type extends MessageType> = Type extends `${infer Name extends MessageName}.v${infer Version extends number}`
  ? Integration[Name]['versions'] extends { readonly [V in Version]: infer S extends z.ZodType }
    ? z.infer<S>
    : never
  : never;

/** What a message of this type says. */
export type MessageData<Type extends MessageType> = Parts<Type>;

export interface KnownMessage {
  readonly name: MessageName;
  readonly type: MessageType;
  readonly version: number;
  readonly definition: MessageDefinition;
  readonly schema: z.ZodType;
}

/** Every version of every message, in the order of the catalogue. */
export const messages: readonly KnownMessage[] = Object.entries<MessageDefinition>(integration).flatMap(
  ([name, definition]) =>
    Object.entries(definition.versions).map(([version, schema]) => ({
      name: name as MessageName,
      type: `${name}.v${version}` as MessageType,
      version: Number(version),
      definition,
      schema,
    })),
);

const byType = new Map<string, KnownMessage>(messages.map((message) => [message.type, message]));

export function messageOf(type: string): KnownMessage | undefined {
  return byType.get(type);
}
