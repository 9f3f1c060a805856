import type { ClaimEvent } from '@foja/domain/claim/index.ts';
import type { EventMetadata } from '@foja/ledger/port.ts';

/** What a case file calls events, mails and people. */

export const EVENT_WORDS: Readonly<Record<ClaimEvent['type'], string>> = {
  ClaimFiled: 'Se presentó la hoja',
  SheetNumbered: 'La hoja recibió su número',
  ClaimViewed: 'El proveedor la vio',
  ClaimReclassified: 'Se tramita como reclamo',
  EvidenceAttached: 'Se adjuntó un archivo',
  SettlementOffered: 'El proveedor hizo un ofrecimiento',
  SettlementAccepted: 'El consumidor aceptó el ofrecimiento',
  SettlementRejected: 'El consumidor no aceptó el ofrecimiento',
  SettlementLapsed: 'El ofrecimiento venció sin respuesta',
  DeadlineExtended: 'Se amplió el plazo',
  DeadlineRevised: 'El plazo se recalculó por un cambio de norma o calendario',
  ClaimResponded: 'Se comunicó la respuesta',
  CopyDelivered: 'Se entregó una copia',
  IndecopiCopyRequested: 'Indecopi requirió la hoja',
  IndecopiCopyDelivered: 'Se entregó la hoja a Indecopi',
  DescargosAttached: 'El proveedor adjuntó descargos',
  FulfilmentReported: 'El consumidor informó si se le cumplió',
  LegalHoldPlaced: 'Se ordenó conservar el expediente',
  LegalHoldLifted: 'Se levantó la orden de conservar',
  CancellationRequested: 'El consumidor pidió la cancelación de sus datos',
  ClaimErased: 'Se borraron los datos personales',
  MailDelivered: 'Un servidor de correo recibió un mensaje',
  MailFailed: 'Un correo no se pudo entregar',
};

export const MAIL_WORDS: Readonly<Record<Extract<ClaimEvent, { type: 'MailDelivered' }>['data']['kind'], string>> = {
  copy: 'Copia de la hoja',
  offer: 'Ofrecimiento',
  'offer-lapsing': 'Aviso de que el ofrecimiento vence',
  extension: 'Ampliación del plazo',
  answer: 'Respuesta',
  'new-claim': 'Aviso de hoja nueva',
  reminder: 'Recordatorio del plazo',
  'indecopi-request': 'Requerimiento de Indecopi',
  'offer-answered': 'Respuesta al ofrecimiento',
};

export const COPY_WORDS = { consumer: 'del consumidor', provider: 'del proveedor', indecopi: 'de Indecopi' } as const;

const ROLES: Readonly<Record<string, string>> = {
  consumer: 'Consumidor',
  operator: 'Operador del sistema',
  admin: 'Proveedor (administra)',
  respondent: 'Proveedor (atiende)',
  viewer: 'Proveedor (mira)',
  auditor: 'Auditor',
  indecopi: 'Indecopi',
  erp: 'ERP del proveedor',
  system: 'Sistema',
};

export function whoWords({ role, id }: EventMetadata['actor']): string {
  return `${ROLES[role] ?? role} (${id})`;
}

/** How much of a printed document a name can say. */
export const KIND_WORDS = {
  sheet: 'Hoja de reclamación',
  answer: 'Carta de respuesta',
  computation: 'Hoja de cómputo',
} as const;
