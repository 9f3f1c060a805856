import { newKey } from '@foja/api';
import type { CommandSide } from '@foja/commands';
import { claimIdOf } from '@foja/commands/event-ids.ts';
import type { ProviderEvent } from '@foja/contracts';
import type { KeyRole } from '@foja/contracts/events/provider.ts';
import { limaDateOf } from '@foja/domain/deadline/index.ts';
import { type Decision, happened } from '@foja/domain/decision.ts';
import * as provider from '@foja/domain/provider/index.ts';
import type { DemoPerson } from '@foja/web/staff/index.ts';
import { v4 as uuid } from 'uuid';
import { accepted } from './refusal.ts';
import { now, operator } from './session.ts';

/** A provider that nobody can take for a real one, to try things on. */
export const demoRuc = '20999999990';
const firm = {
  ruc: demoRuc,
  legalName: 'TIENDA FICTICIA DE DEMOSTRACIÓN S.A.C.',
  tradeName: 'Tienda Ficticia',
  address: 'Av. Imaginaria 123, Lima',
  email: 'libro@tienda-ficticia.example',
  sector: 'general',
} as const;

const books = [
  { code: 'WEB-01', establishment: 'Tienda en línea', address: 'https://tienda-ficticia.example' },
  { code: 'LIM-01', establishment: 'Tienda Lima (ficticia)', address: 'Av. Imaginaria 123, Lima' },
] as const;

const keyRoles = ['admin', 'respondent', 'indecopi'] as const satisfies readonly KeyRole[];

export interface Demo {
  readonly bookIds: readonly [string, string];
  readonly keys: Readonly<Record<(typeof keyRoles)[number], string>>;
}

/** Registers the demo provider, its books and keys in one append: there whole, or not at all. */
export async function registerDemo(commands: CommandSide): Promise<Demo> {
  const firstYear = Number(limaDateOf(now()).slice(0, 4));
  const bookIds = [uuid(), uuid()] as const;
  const issued = keyRoles.map((role) => ({ role, ...newKey(demoRuc) }));
  const decisions: ((state: provider.ProviderState) => Decision<ProviderEvent>)[] = [
    (state) => provider.registerProvider(state, firm),
    ...books.map((book, index) => (state: provider.ProviderState) => {
      const bookId = bookIds[index] ?? uuid();
      return provider.openBook(state, { ...book, bookId, channel: 'virtual', firstNumber: 1, firstYear });
    }),
    ...issued.map(
      ({ role, keyId, secretHash }) =>
        (state: provider.ProviderState) =>
          provider.issueKey(state, { keyId, role, label: 'demostración', secretHash }, { now: now() }),
    ),
  ];
  accepted(await commands.onProvider(demoRuc, (state) => inTurn(state, decisions), operator()));
  const keyOf = (role: KeyRole) => issued.find((one) => one.role === role)?.key ?? '';
  return { bookIds, keys: { admin: keyOf('admin'), respondent: keyOf('respondent'), indecopi: keyOf('indecopi') } };
}

function inTurn(
  state: provider.ProviderState,
  decisions: readonly ((state: provider.ProviderState) => Decision<ProviderEvent>)[],
): Decision<ProviderEvent> {
  const events: ProviderEvent[] = [];
  let standing = state;
  for (const decide of decisions) {
    const decision = decide(standing);
    if (!decision.ok) return decision;
    standing = decision.events.reduce(provider.evolveProvider, standing);
    events.push(...decision.events);
  }
  return happened(...events);
}

/** What to type next, ready to be pasted. */
export function demoLines({ bookIds, keys }: Demo, people: readonly DemoPerson[], url: string): string[] {
  const [bookId] = bookIds;
  const key = 'mi-primer-reclamo';
  const claim = `${url}/v1/claims/${claimIdOf(bookId, key)}`;
  const body = {
    type: 'reclamo',
    consumer: {
      name: 'Rosa Quispe Flores',
      documentType: 'DNI',
      documentNumber: '01234567',
      email: 'rosa@correo.example',
    },
    good: { kind: 'product', description: 'Licuadora', amount: { value: '249.90', currency: 'PEN' } },
    detail: 'La licuadora dejó de funcionar a los ocho días.',
    request: 'Cambio del producto.',
    responseMedium: 'email',
    conformity: true,
  };
  return [
    `Proveedor de demostración: ${firm.legalName} (RUC ${demoRuc}), libros ${books.map(({ code }) => code).join(' y ')}`,
    'Sus llaves, que no se vuelven a mostrar:',
    ...keyRoles.map((role) => `  ${role.padEnd(11)}${keys[role]}`),
    'Su personal, para entrar al panel; las contraseñas no se vuelven a mostrar:',
    ...people.map(({ role, email, password }) => `  ${role.padEnd(11)}${email}  ${password ?? ''}`),
    'Solo en esta demostración quien administra entra sin código del teléfono; en cualquier otra empresa se lo pide.',
    '',
    `El libro, como lo ve el consumidor: ${url}/libro/${demoRuc}`,
    `El panel del proveedor:             ${url}/panel`,
    `La API, página por página:          ${url}/docs`,
    '',
    'Y por la API, con curl:',
    '',
    '1. Presente un reclamo, como consumidor:',
    `curl -sS ${url}/v1/books/${bookId}/claims -H 'Content-Type: application/json' -H 'Idempotency-Key: ${key}' -d '${JSON.stringify(body)}'`,
    '',
    '2. Véalo, como proveedor:',
    `curl -sS ${claim} -H 'Authorization: Bearer ${keys.respondent}'`,
    `curl -sS -X POST ${claim}/view -H 'Authorization: Bearer ${keys.respondent}'`,
    '',
    '3. Mire el tablero de plazos:',
    `curl -sS ${url}/v1/providers/${demoRuc}/dashboard -H 'Authorization: Bearer ${keys.respondent}'`,
  ];
}
