import { describe, expect, it } from 'vitest';
import type { DamageMemory } from './memory.ts';
import { openPatrol } from './patrol.ts';
import { SealRefused } from './refusal.ts';

const [FIRST_MS, EVERY_MS] = [60_000, 86_400_000];
const found = new SealRefused('event-changed', 'the event at position 3 is not the one that was sealed');

type Reading = (signal: AbortSignal) => void;
const whole: Reading = () => undefined;
const away: Reading = () => {
  throw new Error('the store is away');
};
const damage: Reading = () => {
  throw found;
};

/** Not among those expected; refuses, as all else is read again. */
const tooMany: Reading = () => {
  throw new SealRefused('forked', 'one reading too many');
};

function memoryOf(kept: string | undefined): DamageMemory {
  let known = kept;
  return {
    read: () => known,
    write(now) {
      known = now;
    },
  };
}

/** A patrol whose readings go so, one after another, and which rests for no time. */
function patrolOf(...readings: readonly Reading[]) {
  const left = [...readings];
  const restedMs: number[] = [];
  const memory = memoryOf(undefined);
  const patrol = openPatrol({
    memory,
    firstMs: FIRST_MS,
    everyMs: EVERY_MS,
    rest: async (ms) => {
      restedMs.push(ms);
    },
    reread: async (signal) => (left.shift() ?? tooMany)(signal),
  });
  return { patrol, restedMs, left, memory };
}

/** Seals until its signal. */
function sealer() {
  let runs = 0;
  const seal = (signal: AbortSignal) => {
    runs += 1;
    return new Promise<void>((done) => signal.addEventListener('abort', () => done()));
  };
  return { seal, runs: () => runs };
}

const forever = new AbortController().signal;

describe('beside the sealing', () => {
  it('everything is read after a while, then once a day, until something is found: that ends the sealing', async () => {
    const { patrol, restedMs } = patrolOf(whole, whole, damage);
    const { seal, runs } = sealer();
    await expect(patrol.beside(seal, forever)).rejects.toBe(found);
    expect(restedMs).toEqual([FIRST_MS, EVERY_MS, EVERY_MS]);
    expect(runs()).toBe(1);
  });

  it('a store that is away is read again as soon as at first, not a day later', async () => {
    const { patrol, restedMs } = patrolOf(whole, away, away, whole, damage);
    await expect(patrol.beside(sealer().seal, forever)).rejects.toBe(found);
    expect(restedMs).toEqual([FIRST_MS, EVERY_MS, FIRST_MS, FIRST_MS, EVERY_MS]);
  });

  it('reading ends where sealing does', async () => {
    const ending = new AbortController();
    const { patrol, restedMs } = patrolOf(() => ending.abort());
    await patrol.beside(sealer().seal, ending.signal);
    expect(restedMs).toEqual([FIRST_MS]);
    const failing = () => Promise.reject(new Error('no database'));
    await expect(patrolOf().patrol.beside(failing, forever)).rejects.toThrow('no database');
  });
});

describe('what was found', () => {
  it('keeps anything from being sealed until a reading finds it put right', async () => {
    const { patrol, left } = patrolOf(damage, damage, away, whole, damage);
    const { seal, runs } = sealer();
    await expect(patrol.beside(seal, forever)).rejects.toBe(found);
    await expect(patrol.beside(seal, forever)).rejects.toBe(found);
    await expect(patrol.beside(seal, forever)).rejects.toThrow('the store is away');
    expect(runs()).toBe(1);
    await expect(patrol.beside(seal, forever)).rejects.toBe(found);
    expect(runs()).toBe(2);
    expect(left).toEqual([]);
  });

  it('is remembered by a process that starts later, until it is put right', async () => {
    const before = patrolOf(damage);
    await expect(before.patrol.beside(sealer().seal, forever)).rejects.toBe(found);
    expect(before.memory.read()).toBe(found.message);
    const { seal, runs } = sealer();
    const later = patrolOf(damage, whole, damage);
    later.memory.write(before.memory.read());
    await expect(later.patrol.beside(seal, forever)).rejects.toBe(found);
    expect(runs()).toBe(0);
    await expect(later.patrol.beside(seal, forever)).rejects.toBe(found);
    expect(runs()).toBe(1);
  });

  it('is not put right by a reading that was cut short', async () => {
    const ending = new AbortController();
    const { patrol } = patrolOf(damage, () => ending.abort(), damage);
    const { seal, runs } = sealer();
    await expect(patrol.beside(seal, forever)).rejects.toBe(found);
    await patrol.beside(seal, ending.signal);
    await expect(patrol.beside(seal, forever)).rejects.toBe(found);
    expect(runs()).toBe(1);
  });
});
