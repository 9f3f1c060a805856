import { createProjectionsOf } from '@foja/projections/create.ts';
import type { Projection } from '@foja/projections/definition.ts';
import { register } from '@foja/projections/register/projection.ts';
import { applyBatch } from '@foja/projections/runner/apply.ts';
import { FencedOut, readCheckpoint } from '@foja/projections/runner/checkpoint.ts';
import { trusting } from '@foja/projections/runner/event.ts';
import { statistics } from '@foja/projections/statistics/projection.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inDatabase } from '../support/postgres.ts';
import { appendAll, historyOf } from './support/histories.ts';
import { FAST, type House, openHouse } from './support/house.ts';
import { manyShapes } from './support/shapes.ts';

/** For what comes by itself, on a slow machine, too. */
const PATIENCE = { timeout: 60_000 };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const append = (count: number, from = 0) =>
  appendAll(
    house.store,
    manyShapes(count, from).map((shape, n) => historyOf(shape, from + n + 1)),
  );

describe('one writer', () => {
  it('two that believe they are alone apply no event twice', async () => {
    const projections = house.projections();
    await projections.start();
    await projections.stop();
    const head = await append(60);
    const target = { projection: register as unknown as Projection, schema: 'proj_register' };
    let fenced = 0;
    const write = async () => {
      const client = await house.pool.connect();
      try {
        let from = 0n;
        while (from < head) {
          const events = await house.store.readAll({ after: from, max: 7 });
          try {
            from = await applyBatch(client, target, { events, from, read: trusting });
          } catch (error) {
            if (!(error instanceof FencedOut)) throw error;
            fenced += 1;
            from = (await readCheckpoint(client, 'proj_register'))?.position ?? 0n;
          }
        }
      } finally {
        client.release();
      }
    };
    await Promise.all([write(), write()]);
    expect(fenced).toBeGreaterThan(0);
    expect(await projections.rebuildCheck({ only: ['register'] })).toMatchObject({ total: 0 });
  });

  it('another takes over where the first stops', async () => {
    const [first, second] = [house.projections(), house.projections()];
    await first.start();
    expect(await first.waitFor(await append(5), PATIENCE.timeout)).toBe(true);
    await second.start();
    await first.stop();
    expect(await second.waitFor(await append(5, 5), PATIENCE.timeout)).toBe(true);
    expect(await second.rebuildCheck()).toMatchObject({ total: 0 });
  });

  it('killed in the middle of a batch, it begins that batch again', async () => {
    const projections = house.projections();
    await projections.start();
    expect(await projections.waitFor(await append(3), 60_000)).toBe(true);
    const head = await inDatabase(house.database.adminUrl, async (admin) => {
      await admin.query('BEGIN; LOCK TABLE proj_deadlines.claims IN ACCESS EXCLUSIVE MODE');
      const position = await append(4, 3);
      const stuck = await vi.waitUntil(async () => {
        const { rows } = await house.pool.query<{ pid: number }>(
          `SELECT pid FROM pg_locks WHERE relation = 'proj_deadlines.claims'::regclass AND NOT granted`,
        );
        return rows[0]?.pid;
      }, PATIENCE);
      await admin.query('SELECT pg_terminate_backend($1)', [stuck]);
      await admin.query('COMMIT');
      return position;
    });
    expect(await projections.waitFor(head, 60_000)).toBe(true);
    expect(await projections.rebuildCheck()).toMatchObject({ total: 0 });
  });
});

describe('an event that one projection cannot take', () => {
  it('stops that one alone, is told, and is tried again', async () => {
    let mended = false;
    const picky: Projection = {
      ...(statistics as unknown as Projection),
      name: 'picky',
      evolve(row, event) {
        if (!mended && event.type === 'ClaimResponded') throw new Error('not understood');
        return statistics.evolve(row as never, event);
      },
    };
    const options = { pool: house.pool, store: house.store, tuning: FAST };
    const projections = createProjectionsOf([register as unknown as Projection, picky], options);
    await projections.start();
    try {
      const head = await append(30);
      expect(await projections.waitFor(head, 60_000, ['register'])).toBe(true);
      const failed = await vi.waitUntil(
        async () => (await projections.status()).find(({ state }) => state === 'failed'),
        PATIENCE,
      );
      expect(failed).toMatchObject({ name: 'picky', failure: { type: 'ClaimResponded', message: 'not understood' } });
      const poison = BigInt(failed.failure?.position ?? 0);
      expect(failed.position).toBeLessThan(poison);
      expect(failed.lagEvents).toBeGreaterThan(0);
      const before = await house.store.readAll({ after: failed.position, max: 1 });
      expect(before[0]?.position).toBe(poison);

      mended = true;
      expect(await projections.waitFor(await append(2, 30), 60_000)).toBe(true);
      expect(await projections.status()).toMatchObject([{ state: 'running' }, { state: 'running', lagEvents: 0 }]);
      expect(await projections.rebuildCheck()).toMatchObject({ total: 0 });
    } finally {
      await projections.stop();
    }
  });
});

describe('a reader that just wrote', () => {
  it('waits for its write where another process does the work', async () => {
    const [worker, reader] = [house.projections(), house.projections()];
    await worker.start();
    const history = historyOf({ book: 0, day: 1, queja: false, detail: 'Uno.', steps: [] }, 1);
    expect(await reader.waitFor(await appendAll(house.store, [history]), 60_000)).toBe(true);
    expect(await reader.queries.register.byId(history.claimId)).toMatchObject({ sheetNumber: '000000001-2025' });
  });

  it('is told when the time is up', async () => {
    const idle = house.projections();
    await idle.start();
    await idle.stop();
    const head = await append(1);
    expect(await idle.waitFor(head, 50)).toBe(false);
    expect(await idle.status()).toMatchObject([{ lagEvents: 2 }, { lagEvents: 2 }, { lagEvents: 2 }]);
  });
});

describe('a projection of another version', () => {
  it('is replayed by itself, and the old rows serve until then', async () => {
    const options = { pool: house.pool, store: house.store, tuning: FAST };
    const first = createProjectionsOf([statistics as unknown as Projection], options);
    await first.start();
    expect(await first.waitFor(await append(20), PATIENCE.timeout)).toBe(true);
    await first.stop();
    const newer: Projection = {
      ...(statistics as unknown as Projection),
      version: statistics.version + 1,
      columns: { ...statistics.columns, motto: 'text' },
      evolve: (row, event) => ({ ...statistics.evolve(row as never, event), motto: 'nueva' }),
    };
    const second = createProjectionsOf([newer], options);
    await second.start();
    try {
      await vi.waitUntil(async () => (await second.status())[0]?.version === statistics.version + 1, PATIENCE);
      expect(await second.waitFor(await append(3, 20), PATIENCE.timeout)).toBe(true);
      const { rows } = await house.pool.query(
        `SELECT count(*)::int AS n FROM proj_statistics.claims WHERE motto = 'nueva'`,
      );
      expect(rows).toEqual([{ n: 23 }]);
    } finally {
      await second.stop();
    }
  });
});
