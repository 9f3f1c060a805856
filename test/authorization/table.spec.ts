import { type Audience, audiences } from '@foja/contracts/http/actions.ts';
import { type OperationId, routes } from '@foja/contracts/http/routes.ts';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf, idempotencyKey, type Request } from '../acceptance/client.ts';
import { type House, NOW, OPERATOR_KEY, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, filing, openFirm } from '../acceptance/people.ts';
import { type Cell, table } from './table.ts';

/**
 * Role x route x tenant: every role tries every route on its own provider (or claim) and on somebody else's. What must
 * come out is written by hand in table.ts; the catalogue that the service runs on is only asked which routes exist.
 */

let house: House;
let own: Firm;
let second: Firm;
let other: Firm;
let claim: Filed;
let secondClaim: Filed;
let otherClaim: Filed;
/** By RUC: a case file that its administrators asked for. */
const exports: Record<string, string> = {};
let officials: Readonly<Record<'whole' | 'claim' | 'before' | 'revoked' | 'expired', string>>;
let auditors: Readonly<Record<'reading' | 'partly' | 'revoked' | 'expired' | 'withdrawn', string>>;

beforeAll(async () => {
  house = await openHouse();
  own = await openFirm(house);
  second = await openFirm(house, { ruc: '20999999001' });
  other = await openFirm(house, { ruc: '20131312955' });
  claim = await fileAClaim(house, own);
  secondClaim = await fileAClaim(house, second);
  otherClaim = await fileAClaim(house, other);
  for (const firm of [own, second, other]) {
    const { body } = await firm.as.admin.ok('requestExport', { body: { scope: { kind: 'everything' } } });
    exports[firm.ruc] = body.exportId;
  }
  officials = await issueGrants();
  auditors = await issueAuditors();
});
afterAll(() => house.close());

test('every route has a row, and every row a route', () => {
  expect(Object.keys(table).sort()).toEqual(Object.keys(routes).sort());
});

test('an unguarded route cannot be registered', async () => {
  expect(() => house.app.route({ method: 'GET', url: '/v1/abierto', handler: () => 'x' })).toThrow();
});

describe.each(Object.keys(table) as OperationId[])('%s', (operation) => {
  const row = table[operation];
  describe.each(audiences)('as %s', (role) => {
    test.each([
      ['own', row.own[role]],
      ['foreign', row.foreign[role]],
    ] as const)('%s: %s', async (tenant, expected) => {
      expect(await outcomeFor(clientFor(role), operation, tenant)).toBe(expected);
    });
  });
});

/** A key over several providers is an auditor on each of them, and nobody anywhere else. */
describe.each(Object.keys(table) as OperationId[])('%s, as an auditor of several', (operation) => {
  const row = table[operation];
  const shut: Cell = routes[operation].action === 'house/read' ? 'yes' : 'who?';
  test.each([
    ['its first provider', row.own.auditor, 'reading', 'own'],
    ['its second provider', row.own.auditor, 'reading', 'second'],
    ['a provider that was not named', row.foreign.auditor, 'reading', 'foreign'],
    ['a provider that it reads no longer', row.foreign.auditor, 'partly', 'second'],
    ['its provider, once the key is revoked', shut, 'revoked', 'own'],
    ['its provider, once its time is over', shut, 'expired', 'own'],
    ['its provider, once nobody lets it in', shut, 'withdrawn', 'own'],
  ] as const)('on %s: %s', async (_, expected, which, tenant) => {
    expect(await outcomeFor(clientOf(house.app, auditors[which]), operation, tenant)).toBe(expected);
  });
});

/** An official with leave is one on what the leave names, and nobody anywhere else. */
describe.each(Object.keys(table) as OperationId[])('%s, as an official with leave', (operation) => {
  const row = table[operation];
  const { action, path } = routes[operation];
  const shut: Cell = action === 'house/read' ? 'yes' : 'who?';
  // What is of a provider as a whole is nothing to whoever may see one claim of it.
  const ofProvider = /\{(?:ruc|bookId|feed)\}/.test(path) && operation !== 'fileClaim';
  const narrow: Cell = ofProvider ? 'nothing there' : row.own.indecopi;
  const outside: Cell = ofProvider || path.includes('{claimId}') ? 'nothing there' : row.own.indecopi;
  test.each([
    ['a whole provider', row.own.indecopi, 'whole', 'own'],
    ['a provider outside it', row.foreign.indecopi, 'whole', 'foreign'],
    ['the one claim', narrow, 'claim', 'own'],
    ['a claim outside it', row.foreign.indecopi, 'claim', 'second'],
    ['a claim of other days', outside, 'before', 'own'],
    ['its provider, once revoked', shut, 'revoked', 'own'],
    ['its provider, once its time is over', shut, 'expired', 'own'],
  ] as const)('on %s: %s', async (_, expected, which, tenant) => {
    expect(await outcomeFor(clientOf(house.app, officials[which]), operation, tenant)).toBe(expected);
  });
});

async function issueGrants(): Promise<typeof officials> {
  const about = { official: 'Funcionaria Ficticia', reference: 'Exp. 1-2026', expiresAt: '2027-01-01T00:00:00-05:00' };
  const { ruc } = own;
  const issue = async (scope: object = {}, more: object = {}) =>
    (await house.operator.ok('issueGrant', { body: { ...about, scopes: [{ ruc, ...scope }], ...more } })).body;
  const revoked = await issue();
  await house.operator.ok('revokeGrant', {
    params: { grantId: revoked.grantId },
    body: { reason: 'Cambió de puesto' },
  });
  return {
    whole: (await issue()).key,
    claim: (await issue({ claimId: claim.claimId })).key,
    before: (await issue({ filedTo: '2026-10-01' })).key,
    revoked: revoked.key,
    expired: (await issue({}, { expiresAt: NOW.replace('18:42', '18:43') })).key,
  };
}

async function issueAuditors(): Promise<typeof auditors> {
  const rucs = [own.ruc, second.ruc];
  const operator = house.operator;
  const issue = async (more: object = {}) =>
    (await operator.ok('issueAuditor', { body: { label: 'Auditora', rucs, ...more } })).body;
  const withdraw = (ruc: string, auditorId: string) =>
    operator.ok('withdrawAuditorAccess', { params: { ruc, auditorId } });
  const reading = await issue();
  const partly = await issue();
  await withdraw(second.ruc, partly.auditorId);
  const revoked = await issue();
  await operator.ok('revokeAuditor', { params: { auditorId: revoked.auditorId } });
  const expired = await issue({ expiresAt: NOW.replace('18:42', '18:43') });
  const withdrawn = await issue();
  for (const ruc of rucs) await withdraw(ruc, withdrawn.auditorId);
  house.setClock(NOW.replace('18:42', '18:44'));
  return {
    reading: reading.key,
    partly: partly.key,
    revoked: revoked.key,
    expired: expired.key,
    withdrawn: withdrawn.key,
  };
}

async function outcomeFor(client: Client, operation: OperationId, tenant: 'own' | 'second' | 'foreign'): Promise<Cell> {
  const about = {
    own: { firm: own, filed: claim },
    second: { firm: second, filed: secondClaim },
    foreign: { firm: other, filed: otherClaim },
  }[tenant];
  const { status, body } = await client.send(operation, requestFor(operation, about));
  return outcomeOf(status, (body as { code?: string } | undefined)?.code);
}

function clientFor(role: Audience): Client {
  switch (role) {
    case 'anonymous':
      return house.nobody;
    case 'operator':
      return clientOf(house.app, OPERATOR_KEY);
    case 'consumer':
      return claim.consumer;
    default:
      return own.as[role];
  }
}

/** Well-addressed and, for writes, empty: what is tried is the door, so that a cell leaves nothing behind. */
function requestFor(operation: OperationId, { firm, filed }: { firm: Firm; filed: Filed }): Request {
  const params = {
    ruc: firm.ruc,
    bookId: firm.bookId,
    claimId: filed.claimId,
    n: 9,
    keyId: '000000000000',
    auditorId: '000000000000',
    grantId: '000000000000',
    exportId: exports[firm.ruc] ?? '',
    tile: '0/000',
    feed: claimsFeed(firm.ruc),
    webhookId: '5c0a9b1e-7f0b-4a8e-8f5e-3f0f6a1b2c77',
  };
  if (operation === 'fileClaim') return { params, body: filing, headers: idempotencyKey() };
  return routes[operation].method === 'POST' ? { params, body: {} } : { params };
}

/** Past the door is past the door, whether or not what was asked then made sense. */
function outcomeOf(status: number, code: string | undefined): Cell {
  if (status === 401) return 'who?';
  if (status === 403) return code === 'offer/only-consumer' ? 'yes' : 'no';
  if (status === 404 && code === 'resource/not-found') return 'nothing there';
  return status < 500 ? 'yes' : (`broken: ${status}` as Cell);
}
