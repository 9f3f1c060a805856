import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, NOW, openHouse } from '../acceptance/house.ts';
import { type Filed, type Firm, fileAClaim, openFirm } from '../acceptance/people.ts';

/** Keeping and erasing over HTTP: who may, what is answered, and what is left. */

let house: House;
let firm: Firm;
let claim: Filed;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  claim = await fileAClaim(house, firm);
});
afterAll(() => house.close());

const on = () => ({ params: { claimId: claim.claimId } });

describe('a consumer who wants their data erased', () => {
  it('is told by which norm they are kept, and the request is history', async () => {
    const answer = await claim.consumer.send('requestCancellation', {
      ...on(),
      body: { comment: 'Bórrenlo, por favor.' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ grounds: ['open', 'retention'], cancellations: 1, holds: [] });
    const history = await firm.as.admin.ok('readHistory', on());
    expect(JSON.stringify(history.body)).toContain('Código, arts. 24 y 152');
  });
});

describe('the operator', () => {
  it('may not erase what has to be kept, and is told why, without a word of the claim', async () => {
    const answer = await house.operator.send('eraseClaim', on());
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'claim/must-be-kept' });
    expect(JSON.stringify(answer.body)).not.toMatch(/Rosa|licuadora/i);
  });

  it('places a hold and lifts it', async () => {
    const body = { ground: 'denuncia', reference: 'Exp. 812-2026', reason: 'denuncia en trámite' };
    const placed = await house.operator.send('placeHold', { ...on(), body });
    expect(placed.body).toMatchObject({ holds: [{ holdNumber: 1, ground: 'denuncia', lifted: false }] });
    const lifting = { params: { ...on().params, n: 1 }, body: { reason: 'terminó' } };
    const lifted = await house.operator.send('liftHold', lifting);
    expect(lifted.body).toMatchObject({ holds: [{ lifted: true }] });
    expect((await house.operator.send('liftHold', lifting)).body).toMatchObject({ code: 'hold/already-lifted' });
  });

  it('erases once nothing keeps the data; the claim stays, without them', async () => {
    const text = 'Le devolvimos su dinero.';
    const reply = { outcome: 'accepted', text, medium: 'email', communicatedAt: NOW };
    await firm.as.respondent.ok('respondToClaim', { ...on(), body: reply });
    house.setClock('2029-01-01T10:00:00-05:00');
    const answer = await house.operator.send('eraseClaim', on());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ erasedOn: '2029-01-01', grounds: [], norm: expect.any(String) });
    expect((await house.operator.send('eraseClaim', on())).status).toBe(200);
    const history = await firm.as.admin.ok('readHistory', on());
    const told = JSON.stringify(history.body);
    expect(told).toContain('ClaimErased');
    expect(told).toContain('[borrado]');
    expect(told).not.toContain(text);
  });

  it('then finds every other command refused', async () => {
    const answer = await claim.consumer.send('requestCancellation', { ...on(), body: {} });
    expect(answer.status).toBe(410);
    expect(answer.body).toMatchObject({ code: 'claim/erased' });
  });
});
