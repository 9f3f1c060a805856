import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from './house.ts';
import { type Firm, fileAClaim, openFirm } from './people.ts';

/** Offers where somebody else's time or word is at stake: who may answer them, and what they cost the consumer. */

let house: House;
let firm: Firm;
beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
});
afterAll(() => house.close());

const remote = (communicatedAt: string) => ({
  mode: 'remote',
  medium: 'email',
  text: 'Se la cambiamos.',
  communicatedAt,
});
const paper = {
  fileName: 'firmado.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 1234,
  sha256: createHash('sha256').update('x').digest('hex'),
};

test('staff record a signed answer to a remote offer only on a file that came after that offer', async () => {
  house.setClock('2026-10-05T18:42:00-05:00');
  const { claimId } = await fileAClaim(house, firm);
  const staff = firm.as.respondent;
  await staff.ok('attachEvidence', { params: { claimId }, body: paper });
  house.setClock('2026-10-09T10:00:00-05:00');
  await staff.ok('offerSettlement', { params: { claimId }, body: remote('2026-10-09T10:00:00-05:00') });

  const ofOffer = { params: { claimId, n: 1 } };
  const accepting = { ...ofOffer, body: { means: 'signature' } };
  for (const refused of [
    await staff.fails('acceptOffer', accepting),
    await staff.fails('rejectOffer', { ...ofOffer, body: {} }),
  ]) {
    expect(refused).toMatchObject({ status: 403, body: { code: 'offer/only-consumer', norm: 'Reglamento, art. 6-A' } });
  }
  await staff.ok('attachEvidence', { params: { claimId }, body: paper });
  expect((await staff.ok('acceptOffer', accepting)).body).toMatchObject({ state: 'settled' });
});

test('an offer whose days were over when it was recorded gains the provider no time', async () => {
  house.setClock('2026-10-05T18:42:00-05:00');
  const { claimId, consumer } = await fileAClaim(house, firm);
  house.setClock('2026-10-20T10:00:00-05:00');
  const body = remote('2026-10-05T18:50:00-05:00');
  const { body: claim } = await firm.as.respondent.ok('offerSettlement', { params: { claimId }, body });
  expect(claim.dueOn).toBe('2026-10-27');
  expect(claim.offers[0]?.lapsesOn).toBeUndefined();
  const { body: sheet } = await consumer.ok('readClaimDeadline', { params: { claimId } });
  expect(sheet.computation.dueOn).toBe('2026-10-27');
});

test('an answer ends the offer that was pending, for all who look', async () => {
  house.setClock('2026-10-05T18:42:00-05:00');
  const { claimId, consumer } = await fileAClaim(house, firm);
  house.setClock('2026-10-09T10:00:00-05:00');
  const staff = firm.as.respondent;
  await staff.ok('offerSettlement', { params: { claimId }, body: remote('2026-10-09T10:00:00-05:00') });
  house.setClock('2026-10-12T10:00:00-05:00');
  // The clock of an ERP, a second ahead.
  const communicatedAt = '2026-10-12T10:00:01-05:00';
  const answer = { outcome: 'accepted', text: 'Se la cambiamos.', medium: 'email', communicatedAt };
  const { body } = await staff.ok('respondToClaim', { params: { claimId }, body: answer });
  expect(body).toMatchObject({ state: 'answered', response: { late: false, communicatedAt } });
  expect(body.offers.map(({ status }) => status)).toEqual(['ended-by-response']);
  expect((await consumer.fails('acceptOffer', { params: { claimId, n: 1 } })).body.code).toBe(
    'claim/already-responded',
  );
  const { body: sheet } = await consumer.ok('readSheet', { params: { claimId } });
  expect(sheet.actions.offers.map(({ status }) => status)).toEqual(['ended-by-response']);
});
