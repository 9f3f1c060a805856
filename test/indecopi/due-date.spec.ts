import { correctCopyTerm } from '@foja/domain/law/index.ts';
import { encodeEvent } from '@foja/ledger/codec.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, clientOf } from '../acceptance/client.ts';
import { type House, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';
import { caller } from '../support/commands.ts';
import { made } from './making.ts';

/** By when a copy is due where Indecopi names no date: a rule says it, and the request keeps what it said. */

let house: House;
let firm: Firm;
let claim: Filed;
let official: Client;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  claim = await fileAClaim(house, firm);
  const body = {
    official: 'Funcionaria Ficticia',
    reference: 'Exp. 812-2026',
    scopes: [{ ruc: firm.ruc }],
    expiresAt: '2027-01-01T00:00:00-05:00',
  };
  official = clientOf(house.app, (await house.operator.ok('issueGrant', { body })).body.key);
});
afterAll(() => house.close());

const shipped = { ruleId: 'copia-indecopi', lawVersion: 'pe-2026-11' };
const asOf = () => firm.as.admin.ok('readClaim', { params: { claimId: claim.claimId } });

/** The clock of the house stands at 5 October 2026, a Monday; the 8th is a holiday. */
describe('a copy that Indecopi asks for without a date', () => {
  const request = (key: string) =>
    official.ok('requestCopy', {
      params: { claimId: claim.claimId },
      body: { reference: 'Oficio 1-2026' },
      headers: { 'idempotency-key': key },
    });

  it('is due by the rule, and says by which', async () => {
    const { body } = await request('primero');
    expect(body.copyRequests).toEqual([
      {
        requestNumber: 1,
        reference: 'Oficio 1-2026',
        dueOn: '2026-10-09',
        dueSetBy: 'rule',
        dueRule: shipped,
        delivered: false,
      },
    ]);
  });

  it('is due when the request says so, where it does', async () => {
    const { body } = await official.ok('requestCopy', {
      params: { claimId: claim.claimId },
      body: { reference: 'Oficio 2-2026', dueOn: '2026-10-30' },
    });
    expect(body.copyRequests?.[1]).toMatchObject({ dueOn: '2026-10-30', dueSetBy: 'official' });
    expect(body.copyRequests?.[1]?.dueRule).toBeUndefined();
  });

  it('keeps its date when the rule is corrected, and is still the same request when it is sent again', async () => {
    await house.commands.onLaw((law) => {
      const [rule] = law.copyTerms;
      if (rule === undefined) throw new Error('no rule');
      const term = { ...rule, term: { n: 10, unit: 'calendar' as const }, confidence: 'confirmed' as const };
      return correctCopyTerm(law, { term, reason: 'decreto ficticio' });
    }, caller('operator'));
    const again = await request('primero');
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await asOf()).body.copyRequests?.[0]).toMatchObject({ dueOn: '2026-10-09', dueRule: shipped });
    const { body } = await request('segundo');
    expect(body.copyRequests?.[2]).toMatchObject({
      dueOn: '2026-10-15',
      dueRule: { ruleId: 'copia-indecopi', lawVersion: 'pe-2026-11+1' },
    });
  });

  it('from before there were rules stays without a date', async () => {
    const old = await fileAClaim(house, firm);
    const event = encodeEvent(
      { type: 'IndecopiCopyRequested', data: { requestNumber: 1, reference: 'Oficio 0', dueSetBy: 'nobody' } },
      crypto.randomUUID(),
      { occurredAt: '2026-10-05T12:00:00Z', actor: { role: 'indecopi', id: 'x' }, ...threads() },
    );
    const second = { ...event, version: 2, data: { requestNumber: 1, reference: 'Oficio 0' } };
    const appended = await house.store.append({
      stream: `claim-${old.claimId}`,
      expectedRevision: 1,
      events: [second],
    });
    expect(appended.outcome).toBe('appended');
    const { body } = await firm.as.admin.ok('readClaim', { params: { claimId: old.claimId } });
    expect(body.copyRequests).toEqual([
      { requestNumber: 1, reference: 'Oficio 0', dueSetBy: 'nobody', delivered: false },
    ]);
  });
});

function threads() {
  return { causationId: crypto.randomUUID(), correlationId: crypto.randomUUID() };
}

describe('a case file that Indecopi asks for without a date', () => {
  it('has the date of the rule, on itself, on its claims and in the notice', async () => {
    const filed = await fileAClaim(house, firm);
    const asked = {
      body: { scope: { kind: 'claim', claimId: filed.claimId } },
      headers: { 'idempotency-key': 'caso' },
    };
    const { body } = await official.ok('requestExport', asked);
    const dueRule = { ruleId: 'copia-indecopi', lawVersion: 'pe-2026-11+1' };
    expect(body).toMatchObject({ dueOn: '2026-10-15', dueRule });
    expect((await official.ok('requestExport', asked)).body.exportId).toBe(body.exportId);
    await made(house.caseFiles, body.exportId);
    const claims = await firm.as.admin.ok('readClaim', { params: { claimId: filed.claimId } });
    expect(claims.body.copyRequests).toEqual([
      {
        requestNumber: 1,
        reference: 'Exp. 812-2026',
        dueOn: '2026-10-15',
        dueSetBy: 'rule',
        dueRule,
        delivered: true,
      },
    ]);
    expect(house.notices.at(-1)).toMatchObject({ exportId: body.exportId, dueOn: '2026-10-15' });
  });

  it('that a provider makes for itself is due on no day', async () => {
    const body = { scope: { kind: 'claim', claimId: claim.claimId } };
    const own = await firm.as.admin.ok('requestExport', { body });
    expect(own.body.dueOn).toBeUndefined();
  });
});
