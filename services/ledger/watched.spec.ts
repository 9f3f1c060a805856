import { describe, expect, it } from 'vitest';
import { type AppendResult, type EventStore, START, StoreUnavailable, type StreamAppend } from './port.ts';
import { watchedStore } from './watched.ts';

const append: StreamAppend = { stream: 'claim-1', expectedRevision: 0, events: [] };
const appended: AppendResult = { outcome: 'appended', position: 1n, repeated: false };
const conflict: AppendResult = { outcome: 'conflict', stream: 'claim-1', expectedRevision: 0, currentRevision: 1 };
const full = () => new StoreUnavailable('the disk is full', 'not-stored');

function opened(rehearse?: () => Promise<void>) {
  const answers: (() => AppendResult)[] = [];
  let nowMs = 0;
  const next = async () => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error('nothing to answer');
    return answer();
  };
  const inner: Partial<EventStore> = { append: next, appendAtomically: next, head: async () => START };
  const store = watchedStore({ ...inner, ...(rehearse === undefined ? {} : { rehearse }) } as EventStore, () => nowMs);
  return {
    store,
    answers,
    pass(ms: number) {
      nowMs += ms;
    },
    async fails(error: Error = full()) {
      answers.push(() => {
        throw error;
      });
      await expect(store.append(append)).rejects.toBe(error);
    },
    async answered(result: AppendResult) {
      answers.push(() => result);
      expect(await store.append(append)).toBe(result);
    },
  };
}

describe('a watched store', () => {
  it('takes appends until one fails, and again from the next that goes through', async () => {
    const { store, fails, answered } = opened();
    expect(await store.takesAppends()).toBe(true);
    await fails();
    expect(await store.takesAppends()).toBe(false);
    await answered(appended);
    expect(await store.takesAppends()).toBe(true);
  });

  it('learns nothing from what was found by reading, nor from an append that is refused for what it says', async () => {
    const { store, fails, answered } = opened();
    await fails(new TypeError('no such thing'));
    expect(await store.takesAppends()).toBe(true);
    await fails();
    await answered(conflict);
    await answered({ ...appended, repeated: true });
    expect(await store.takesAppends()).toBe(false);
  });

  it('watches appends over several streams, too', async () => {
    const { store, answers } = opened();
    answers.push(() => {
      throw full();
    });
    await expect(store.appendAtomically?.([append])).rejects.toThrow('the disk is full');
    expect(await store.takesAppends()).toBe(false);
  });

  it('that cannot be rehearsed is believed again after some time in which none failed', async () => {
    const { store, fails, pass } = opened();
    await fails();
    pass(9_000);
    await fails();
    pass(9_000);
    expect(await store.takesAppends()).toBe(false);
    pass(2_000);
    expect(await store.takesAppends()).toBe(true);
  });

  it('is rehearsed while it takes none, once for all who ask, until it goes well', async () => {
    let rehearsals = 0;
    let well = false;
    const { store, fails, pass } = opened(async () => {
      rehearsals += 1;
      if (!well) throw full();
    });
    expect(await store.takesAppends()).toBe(true);
    expect(rehearsals).toBe(0);
    await fails();
    expect(await Promise.all([store.takesAppends(), store.takesAppends()])).toEqual([false, false]);
    pass(60_000);
    expect(await store.takesAppends()).toBe(false);
    expect(rehearsals).toBe(2);
    well = true;
    pass(2_000);
    expect(await store.takesAppends()).toBe(true);
    expect(await store.takesAppends()).toBe(true);
    expect(rehearsals).toBe(3);
  });
});
