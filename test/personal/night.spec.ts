import { randomUUID } from 'node:crypto';
import { placeHold, requestCopy } from '@foja/domain/claim/index.ts';
import { addStaff, removeStaff } from '@foja/domain/provider/index.ts';
import { sealedIn } from '@foja/ledger/vault/box.ts';
import { kidsOf } from '@foja/ledger/vault/index.ts';
import { eraseDue, runRetention } from 'foja/background/retention.ts';
import { carryOutErasure, decideErasure } from 'foja/erasure/erasure.ts';
import { carryOutUnfinished } from 'foja/erasure/unfinished.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, RUC } from '../support/commands.ts';
import { answer, caughtUp, fileWith, NOW, openPersonalHouse, type PersonalHouse, THEN } from './house.ts';
import { findIn } from './tokens.ts';

/** What a night does: erase what is due, nothing else, and finish what was cut short. */

let house: PersonalHouse;
const claims: Record<string, string> = {};
const words: Record<string, string> = {
  due: 'Ocelotlxan',
  held: 'Pumatawari',
  asked: 'Kunturqaqa',
  open: 'Vicunhuaman',
  unanswered: 'Wallatanina',
  recent: 'Suriqanchis',
  cut: 'Tarukasonqo',
};
const staff = {
  left: { staffId: randomUUID(), word: 'Zorronaupaq' },
  stays: { staffId: randomUUID(), word: 'Chinchaysumaq' },
};
const FILED: Readonly<Record<string, string>> = {
  recent: '2026-09-01T10:00:00-05:00',
  open: '2026-11-16T10:00:00-05:00',
};
const quiet = { info: () => undefined, warn: () => undefined };

beforeAll(async () => {
  house = await openPersonalHouse();
  for (const [name, word] of Object.entries(words)) {
    house.setClock(FILED[name] ?? THEN);
    const detail = `Se trata de ${word}.`;
    claims[name] = await fileWith(house, {
      name: `Sr. ${word}`,
      document: `D${word}`,
      email: `${word}@correo.example`,
      detail,
    });
    if (name === 'recent') await answer(house, claims[name] ?? '', 'Respondido.', '2026-09-02T10:00:00-05:00');
    else if (name !== 'open' && name !== 'unanswered') await answer(house, claims[name] ?? '', 'Respondido.');
  }
  house.setClock(THEN);
  for (const [name, { staffId, word }] of Object.entries(staff)) {
    const member = { staffId, role: 'viewer', name: `Sra. ${word}`, email: `${word}@tienda.example` } as const;
    const known = await house.commands.onProvider(RUC, (state) => addStaff(state, member), caller('admin'));
    if (!known.ok) throw new Error(known.refusal.code);
    if (name === 'left') await house.commands.onProvider(RUC, (state) => removeStaff(state, staffId), caller('admin'));
  }
  house.setClock(NOW);
  await onClaim('held', (claim) => placeHold(claim, { ground: 'suit', reason: 'juicio en curso' }));
  await onClaim('asked', (claim, about) => requestCopy(claim, { reference: 'Oficio 812' }, about));
  await caughtUp(house);
});
afterAll(() => house.close());

async function onClaim(name: string, decide: Parameters<typeof house.commands.onClaim>[1]): Promise<void> {
  const result = await house.commands.onClaim(claims[name] ?? '', decide, caller());
  if (!result.ok) throw new Error(result.refusal.code);
}

const nightly = (signal = new AbortController().signal) => ({
  ...house.parts,
  register: house.projections.queries.register,
  signal,
  log: quiet,
});
const nameOf = async (name: string) => (await house.commands.claim(claims[name] ?? ''))?.state.filed.consumer.name;

describe('an erasure that was cut short', () => {
  it('after the fact was appended is decided: the next round destroys the key', async () => {
    const result = await decideErasure(house.parts, claims['cut'] ?? '', { cause: 'operator', by: caller('operator') });
    expect(result.ok).toBe(true);
    // Here the process died. The key is still there, but nobody is shown what it opens.
    const [kid = ''] = await kidsOf(house.ledger.stored, `claim-${claims['cut']}`);
    const { rows } = await house.pool.query('SELECT wrapped IS NULL AS gone FROM vault.keys WHERE kid = $1', [kid]);
    expect(rows).toEqual([{ gone: false }]);
    expect(await nameOf('cut')).toBe('[borrado]');
  });

  it('after the key was destroyed leaves remains in the database’s files only, for the next round', async () => {
    const cutOff = { ...house.parts, documents: { forget: () => Promise.reject(new Error('killed')) } };
    await expect(carryOutErasure(cutOff, [claims['cut'] ?? ''])).rejects.toThrow('killed');
    expect(await nameOf('cut')).toBe('[borrado]');
    await caughtUp(house);
    expect(findIn(house.dataDir, ['Tarukasonqo']).length).toBeGreaterThan(0);
  });

  it('is finished by the round at the next start, which then has nothing left to do', async () => {
    expect(await carryOutUnfinished(house.parts)).toMatchObject({ claims: 1, keys: 1 });
    expect(findIn(house.dataDir, ['Tarukasonqo'])).toEqual([]);
    expect(await carryOutUnfinished(house.parts)).toMatchObject({ claims: 0 });
  });
});

describe('the nightly round', () => {
  it('by day only finishes; after three it erases what is due, and nothing that anything keeps', async () => {
    const ending = new AbortController();
    house.setClock('2026-11-20T02:59:00-05:00');
    const before = await donePosition();
    const running = runRetention({ ...nightly(ending.signal), lookMs: 50 });
    await passed(250);
    expect(await nameOf('due')).toBe('Sr. Ocelotlxan');
    house.setClock('2026-11-20T03:01:00-05:00');
    await until(async () => (await nameOf('due')) === '[borrado]');
    // Written down once the scrub is done, too.
    await until(async () => (await donePosition()) !== before);
    expect(findIn(house.dataDir, ['Ocelotlxan', 'Wallatanina'])).toEqual([]);
    // And name and e-mail of who left the staff more than the longest term ago; who is there stays.
    const { staff: members } = await house.commands.provider(RUC, { fresh: true });
    expect(members.get(staff.left.staffId)).toMatchObject({ name: '[borrado]', erased: true, removed: true });
    expect(members.get(staff.stays.staffId)).toMatchObject({ name: `Sra. ${staff.stays.word}`, erased: false });
    const [added] = (await house.ledger.stored.readAll({ after: 0n, max: 1_000, streamPrefix: 'provider-' })).filter(
      ({ type }) => type === 'StaffAdded',
    );
    expect((await house.ledger.vault.find([sealedIn(added?.data)?.kid ?? ''])).values().next().value).toBe('destroyed');
    ending.abort();
    await running;
    const names = await Promise.all(['held', 'asked', 'open', 'recent'].map(nameOf));
    expect(names).toEqual(['Sr. Pumatawari', 'Sr. Kunturqaqa', 'Sr. Vicunhuaman', 'Sr. Suriqanchis']);
    expect((await house.commands.claim(claims['due'] ?? ''))?.history.at(-1)).toMatchObject({
      event: { type: 'ClaimErased', data: { cause: 'retention' } },
      metadata: { actor: { role: 'system', id: 'retention' } },
    });
  });

  it('takes what was never answered, two years after it was due, off the deadlines, and leaves it in the register', async () => {
    await caughtUp(house);
    const claimId = claims['unanswered'] ?? '';
    expect(await nameOf('unanswered')).toBe('[borrado]');
    const { deadlines, register } = house.projections.queries;
    const law = house.commands.law();
    const ruc = (await register.byId(claimId))?.ruc ?? '';
    expect(await register.byId(claimId)).toMatchObject({ state: 'filed', consumerName: null });
    expect(await deadlines.dashboard({ rucs: [ruc], today: '2026-11-20', law })).toMatchObject({
      states: { overdue: 0, 'on-time': 1 },
      unseen: 1,
    });
  });

  it('finds nothing more the next night', async () => {
    await caughtUp(house);
    expect(await eraseDue(nightly())).toBe(0);
  });

  it('erases in two processes at once as in one', async () => {
    house.setClock('2029-01-01T10:00:00-05:00'); // the recent one is due by then, and the one that nobody answered
    const erased = await Promise.all([eraseDue(nightly()), eraseDue(nightly())]);
    expect(erased.reduce((sum, n) => sum + n)).toBe(2);
    await Promise.all([
      carryOutErasure(house.parts, [claims['recent'] ?? '']),
      carryOutErasure(house.parts, [claims['recent'] ?? '']),
    ]);
    expect(await nameOf('recent')).toBe('[borrado]');
  });
});

async function donePosition(): Promise<unknown> {
  return (await house.pool.query('SELECT position::text FROM app.erasure')).rows[0]?.position;
}

/** Something that must not happen is given time to happen. */
async function passed(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  await promise;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 40_000;
  while (!(await reached())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come to that');
    await passed(100);
  }
}
