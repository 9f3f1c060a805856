import { randomUUID } from 'node:crypto';
import { offerSettlement, rejectOffer, respond } from '@foja/domain/claim/index.ts';
import { addDays } from '@foja/domain/deadline/index.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caller, filingOn } from '../support/commands.ts';
import { eventually, type MailHouse, openMailHouse, type RunningMail } from './support/house.ts';
import { openPostOffice, type PostOffice } from './support/post-office.ts';

let house: MailHouse;
let post: PostOffice;
let mail: RunningMail;

beforeAll(async () => {
  post = await openPostOffice();
});
afterAll(() => post.shut());
beforeEach(async () => {
  // Before the hour of the digest.
  house = await openMailHouse('2026-10-05T07:42:00-05:00');
  mail = await house.mail({ smtpUrl: post.url });
});
afterEach(() => house.close());

describe('as the days go by', () => {
  it('the provider is reminded 10, 5, 2 and 1 business days before, on the day, and once it is over', async () => {
    const claimId = await file();
    const found = await days('2026-10-06', '2026-11-12', claimId, 'reminder');
    expect(found).toEqual([
      '2026-10-13 Quedan 10 días hábiles para responder: hoja Nº 000000001-2026',
      '2026-10-20 Quedan 5 días hábiles para responder: hoja Nº 000000001-2026',
      '2026-10-23 Quedan 2 días hábiles para responder: hoja Nº 000000001-2026',
      '2026-10-26 Queda 1 día hábil para responder: hoja Nº 000000001-2026',
      '2026-10-27 El plazo vence hoy: hoja Nº 000000001-2026',
      '2026-10-28 Plazo vencido: hoja Nº 000000001-2026',
    ]);
  });

  it('a date that moved reminds again: an offer put it off, its refusal brought it nearer', async () => {
    const claimId = await file();
    await at('2026-10-09T10:00:00-05:00', claimId, (claim, about) =>
      offerSettlement(
        claim,
        { mode: 'remote', medium: 'email', text: 'Otra licuadora.', communicatedAt: '2026-10-09T09:00:00-05:00' },
        about,
      ),
    );
    // Vector 9: due on 3 November while the offer waits, so ten business days are left on 20 October, five on the 27th.
    expect(await days('2026-10-10', '2026-10-12', claimId, 'reminder')).toEqual([]);
    await at('2026-10-13T10:00:00-05:00', claimId, (claim, about) =>
      rejectOffer(claim, { offerNumber: 1, by: 'consumer' }, about),
    );
    // Vector 2: due on 29 October.
    expect(await days('2026-10-13', '2026-10-23', claimId, 'reminder')).toEqual([
      '2026-10-15 Quedan 10 días hábiles para responder: hoja Nº 000000001-2026',
      '2026-10-22 Quedan 5 días hábiles para responder: hoja Nº 000000001-2026',
    ]);
  });

  it('an answered claim gets no reminder, not even one that was waiting', async () => {
    const claimId = await file();
    await eventually(async () => (await mail.counts()).sent === 2);
    await post.shut();
    await house.readModels.waitFor(await house.store.head(), 60_000);
    house.setClock('2026-10-20T07:00:00-05:00');
    expect(await mail.look()).toBe(1);
    expect(await mail.look()).toBe(0);
    await at('2026-10-20T07:30:00-05:00', claimId, (claim, about) =>
      respond(
        claim,
        { outcome: 'accepted', text: 'Sí.', medium: 'email', communicatedAt: '2026-10-20T07:10:00-05:00' },
        about,
      ),
    );
    await post.open();
    await eventually(async () => (await mail.counts()).sent === 3);
    await eventually(async () => (await mail.counts()).dropped === 1);
    expect(subjects(claimId).filter((subject) => /hábil/.test(subject))).toEqual([]);
    expect(await days('2026-10-21', '2026-11-05', claimId, 'reminder')).toEqual([]);
  });

  it('the consumer is reminded of an offer one business day before it lapses', async () => {
    const claimId = await file();
    await at('2026-10-09T10:00:00-05:00', claimId, (claim, about) =>
      offerSettlement(
        claim,
        { mode: 'remote', medium: 'email', text: 'Otra licuadora.', communicatedAt: '2026-10-09T09:00:00-05:00' },
        about,
      ),
    );
    expect(await days('2026-10-10', '2026-10-19', claimId, 'offer')).toEqual([
      '2026-10-15 Puede responder el ofrecimiento hasta el 16 de octubre de 2026 (hoja Nº 000000001-2026)',
    ]);
  });

  it('the provider gets one digest a day, from eight o’clock on, where there is something to tell', async () => {
    await file();
    await house.readModels.waitFor(await house.store.head(), 60_000);
    await eventually(async () => (await mail.counts()).sent === 2);
    house.setClock('2026-10-06T07:59:00-05:00');
    expect(await mail.look()).toBe(0);
    house.setClock('2026-10-06T08:00:00-05:00');
    expect(await mail.look()).toBe(1);
    house.setClock('2026-10-06T11:00:00-05:00');
    expect(await mail.look()).toBe(0);
    const digest = () => post.received.find(({ mail: one }) => one.subject?.includes('resumen del 06/10/2026'));
    await eventually(digest);
    expect(digest()?.mail.text).toContain('Sin abrir: 1');
    expect(digest()?.raw).not.toContain('Rosa');
    expect(digest()?.envelope.to).toEqual(['libro@bazar.example']);
  });
});

async function file(): Promise<string> {
  const filed = await house.commands.file(filingOn(house.bookId, randomUUID()), caller('consumer'));
  if (!filed.ok) throw new Error(filed.refusal.code);
  return filed.claimId;
}

async function at(instant: string, claimId: string, decide: Parameters<MailHouse['commands']['onClaim']>[1]) {
  house.setClock(instant);
  const result = await house.commands.onClaim(claimId, decide, caller());
  if (!result.ok) throw new Error(result.refusal.code);
}

function subjects(claimId: string): string[] {
  return post.received.filter(({ mail: one }) => one.text?.includes(claimId)).map(({ mail: one }) => one.subject ?? '');
}

/** Looks early each day, and answers the subject of each mail that the look brought, with its day. */
async function days(from: string, to: string, claimId: string, kind: 'reminder' | 'offer'): Promise<string[]> {
  await house.readModels.waitFor(await house.store.head(), 60_000);
  const mine = /para responder|vence|vencido/i;
  const wanted = () =>
    subjects(claimId).filter((subject) =>
      kind === 'reminder' ? mine.test(subject) && /^(Queda|El plazo|Plazo)/.test(subject) : /^Puede/.test(subject),
    );
  const found: string[] = [];
  let seen = wanted().length;
  for (let day = from; day <= to; day = addDays(day, 1)) {
    house.setClock(`${day}T06:00:00-05:00`);
    await mail.look();
    await eventually(async () => (await mail.counts()).waiting === 0);
    for (const subject of wanted().slice(seen)) found.push(`${day} ${subject}`);
    seen = wanted().length;
  }
  return found;
}
