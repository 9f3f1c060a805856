import { filed, lima } from '@foja/domain/claim/examples.ts';
import { claimStream } from '@foja/domain/claim/index.ts';
import { amend, baseLaw, type Law, regimeById } from '@foja/domain/deadline/index.ts';
import { openMemoryStore } from '@foja/ledger';
import { encodeEvent } from '@foja/ledger/codec.ts';
import { v4 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Moved, reviseOpenClaims, type Stuck } from './revise.ts';

/** A correction from before gaps were refused: ten days, and nothing for what is filed from November on. */
const law: Law = (() => {
  const general = regimeById(baseLaw, 'general-2022-08-17');
  if (general === undefined) throw new Error('the base law lacks the general regime');
  const term = { ...general.term, n: 10 };
  const regime = { ...general, term, filedTo: '2026-10-31' };
  return amend(baseLaw, { type: 'RegimeCorrected', data: { regime, reason: 'prueba' } });
})();

let store: ReturnType<typeof openMemoryStore>;
beforeEach(() => {
  store = openMemoryStore();
});
afterEach(() => store.close());

async function claimFiledOn(day: string): Promise<string> {
  const claimId = uuid();
  const filedAt = lima(day);
  const metadata = {
    occurredAt: filedAt,
    actor: { role: 'system', id: 'test' },
    causationId: uuid(),
    correlationId: uuid(),
  };
  const event = encodeEvent(filed({ claimId, filedAt }), uuid(), metadata);
  await store.append({ stream: claimStream(claimId), expectedRevision: -1, events: [event] });
  return claimId;
}

async function swept(claimIds: readonly string[], dryRun: boolean) {
  const moved: Moved[] = [];
  const stuck: Stuck[] = [];
  const about = { ruc: '20999999990', regimeId: 'general-2022-08-17', dueOn: '2026-10-27' };
  const openClaims = async () => claimIds.map((claimId) => ({ claimId, ...about }));
  const counted = await reviseOpenClaims(
    store,
    { openClaims },
    {
      ...{ law, norm: 'Ley ficticia', dryRun },
      onMoved: (one) => moved.push(one),
      onStuck: (one) => stuck.push(one),
    },
  );
  return { counted, moved, stuck };
}

describe('a sweep over open claims', () => {
  it('goes on past a claim that it cannot move, and names it; a dry run says the same and writes nothing', async () => {
    const late = await claimFiledOn('2026-11-03');
    const early = await claimFiledOn('2026-10-05');
    const before = await store.head();
    const dry = await swept([late, early], true);
    expect(dry).toMatchObject({
      counted: { looked: 2, moved: 1, stuck: 1 },
      moved: [{ claimId: early, previousDueOn: '2026-10-27', dueOn: '2026-10-20' }],
      stuck: [{ claimId: late, refusal: { code: 'claim/no-regime' } }],
    });
    expect(await store.head()).toBe(before);
    expect(await swept([late, early], false)).toEqual(dry);
    expect(await store.head()).toBe(before + 1n);
    expect((await swept([late, early], false)).counted).toEqual({ looked: 2, moved: 0, stuck: 1 });
  });
});
