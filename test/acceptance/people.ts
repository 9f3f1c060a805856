import type { KeyRole } from '@foja/contracts/events/provider.ts';
import { type Client, clientOf, idempotencyKey, type Success } from './client.ts';
import type { House } from './house.ts';

/** Fictitious providers, with keys of every role and a book. */

export const RUC = '20999999990';
export const OTHER_RUC = '20999999001';

export interface Firm {
  readonly ruc: string;
  readonly bookId: string;
  readonly as: Readonly<Record<KeyRole, Client>>;
  readonly keyIds: Readonly<Record<KeyRole, string>>;
  readonly keys: Readonly<Record<KeyRole, string>>;
}

export async function openFirm(
  { app, operator }: Pick<House, 'app' | 'operator'>,
  { ruc = RUC, sector = 'general' }: { readonly ruc?: string; readonly sector?: string } = {},
): Promise<Firm> {
  const provider = {
    ruc,
    legalName: `Bazar Ficticio ${ruc}`,
    address: 'Av. Imaginaria 123, Lima',
    email: 'libro@bazar.example',
    sector,
  };
  await operator.ok('registerProvider', { body: provider });
  const book = { code: 'TIENDA-01', establishment: 'Tienda Centro', address: 'Jr. Inventado 456', channel: 'virtual' };
  const { body } = await operator.ok('openBook', { params: { ruc }, body: book });
  const as = {} as Record<KeyRole, Client>;
  const keyIds = {} as Record<KeyRole, string>;
  const keys = {} as Record<KeyRole, string>;
  for (const role of ['admin', 'respondent', 'viewer', 'auditor', 'indecopi'] as const) {
    const issued = await operator.ok('issueKey', { params: { ruc }, body: { role, label: `de prueba: ${role}` } });
    as[role] = clientOf(app, issued.body.key);
    keyIds[role] = issued.body.keyId;
    keys[role] = issued.body.key;
  }
  return { ruc, bookId: body.bookId, as, keyIds, keys };
}

export const filing = {
  type: 'reclamo',
  consumer: {
    name: 'Rosa Ficticia Quispe',
    documentType: 'DNI',
    documentNumber: '01234567',
    address: 'Jr. Supuesto 789, Lima',
    email: 'rosa@correo.example',
    phone: '999 000 111',
  },
  good: { kind: 'product', description: 'Licuadora', amount: { value: '249.90', currency: 'PEN' } },
  detail: 'La licuadora no enciende.',
  request: 'Cambio del producto.',
  responseMedium: 'email',
  conformity: true,
};

export interface Filed {
  readonly claimId: string;
  readonly consumer: Client;
  readonly answer: Success<'fileClaim'>;
}

export async function fileAClaim(
  { app, nobody }: Pick<House, 'app' | 'nobody'>,
  { bookId }: Pick<Firm, 'bookId'>,
  change: object = {},
): Promise<Filed> {
  const body = { ...filing, ...change };
  const answer = await nobody.ok('fileClaim', { params: { bookId }, body, headers: idempotencyKey() });
  const { claimId, trackingToken } = answer.body;
  return { claimId, consumer: clientOf(app, trackingToken), answer: answer.body };
}
