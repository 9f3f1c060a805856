import { type Audience, audiences } from '@foja/contracts/http/actions.ts';
import { type OperationId, routes } from '@foja/contracts/http/routes.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf, idempotencyKey, type Request } from '../acceptance/client.ts';
import { type House, OPERATOR_KEY, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, filing, openFirm } from '../acceptance/people.ts';
import { type Cell, table } from './table.ts';

/**
 * Role x route x tenant: every role tries every route on its own provider (or claim) and on somebody else's. What must
 * come out is written by hand in table.ts; the catalogue that the service runs on is only asked which routes exist.
 */

let house: House;
let own: Firm;
let other: Firm;
let claim: Filed;
let otherClaim: Filed;

beforeAll(async () => {
  house = await openHouse();
  own = await openFirm(house);
  other = await openFirm(house, { ruc: '20999999001' });
  claim = await fileAClaim(house, own);
  otherClaim = await fileAClaim(house, other);
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
      const { status, code } = await attempt(operation, role, tenant);
      expect(outcomeOf(status, code)).toBe(expected);
    });
  });
});

async function attempt(operation: OperationId, role: Audience, tenant: 'own' | 'foreign') {
  const about = tenant === 'own' ? { firm: own, filed: claim } : { firm: other, filed: otherClaim };
  const answer = await clientFor(role).send(operation, requestFor(operation, about));
  return { status: answer.status, code: (answer.body as { code?: string } | undefined)?.code };
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
  const params = { ruc: firm.ruc, bookId: firm.bookId, claimId: filed.claimId, n: 9, keyId: '000000000000' };
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
