import type { EventOf } from '@foja/contracts';
import type { Offer } from '@foja/domain/claim/index.ts';

/** The words that documents use for what the events name in code. */

export const TYPE_WORDS = { reclamo: 'RECLAMO', queja: 'QUEJA' } as const;

export const MEDIUM_WORDS: Readonly<Record<EventOf<'ClaimResponded'>['data']['medium'], string>> = {
  email: 'por correo electrónico',
  letter: 'por carta',
  platform: 'en la plataforma del libro',
  sheet: 'en la hoja de reclamación',
  other: 'por otro medio escrito',
};

export const OUTCOME_WORDS: Readonly<Record<EventOf<'ClaimResponded'>['data']['outcome'], string>> = {
  accepted: 'Se acepta lo pedido',
  'partly-accepted': 'Se acepta en parte lo pedido',
  refused: 'No se acepta lo pedido',
};

export const OFFER_WORDS: Readonly<Record<Offer['status'], string>> = {
  pending: 'pendiente de respuesta del consumidor',
  accepted: 'aceptado',
  rejected: 'no aceptado',
  lapsed: 'sin respuesta dentro del plazo: no aceptado',
  superseded: 'reemplazado por otro ofrecimiento',
  'ended-by-response': 'terminado por la respuesta del proveedor',
};

const DOCUMENT_WORDS = {
  DNI: 'DNI',
  CE: 'CE',
  PASAPORTE: 'Pasaporte',
  RUC: 'RUC',
  OTRO: 'Otro documento',
} as const;

type Person = {
  readonly name: string;
  readonly documentType?: keyof typeof DOCUMENT_WORDS | undefined;
  readonly documentNumber?: string | undefined;
};

/** `DNI 01234567`; empty where neither is known. */
export function identityOf({ documentType, documentNumber }: Omit<Person, 'name'>): string {
  const type = documentType === undefined ? undefined : DOCUMENT_WORDS[documentType];
  return [type, documentNumber].filter((part) => part !== undefined).join(' ');
}

export function personWords(person: Person): string {
  const identity = identityOf(person);
  return identity === '' ? person.name : `${person.name} (${identity})`;
}
