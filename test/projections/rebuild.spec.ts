import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inDatabase } from '../support/postgres.ts';
import { appendAll, FIRMS, historyOf } from './support/histories.ts';
import { contents, type House, openHouse } from './support/house.ts';
import { manyShapes } from './support/shapes.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const histories = (count: number, from = 0) =>
  manyShapes(count, from).map((shape, n) => historyOf(shape, from + n + 1));

describe('rebuild', () => {
  it('loses nothing under live traffic', async () => {
    const projections = house.projections();
    await projections.start();
    await appendAll(house.store, histories(50));
    let over = false;
    const traffic = (async () => {
      let from = 50;
      for (; !over; from += 5) await appendAll(house.store, histories(5, from));
      return from;
    })();
    let seen = 0;
    const reading = (async () => {
      while (!over) {
        const { items } = await projections.queries.register.search({ rucs: FIRMS, limit: 200 });
        expect(items.length).toBeGreaterThanOrEqual(Math.min(seen, 50));
        seen = items.length;
      }
    })();
    for (let round = 0; round < 3; round += 1) await projections.rebuild();
    over = true;
    const claims = await traffic;
    await reading;
    expect(await projections.waitFor(await house.store.head(), 60_000)).toBe(true);
    const { rows } = await house.pool.query('SELECT count(*)::int AS n FROM proj_register.claims');
    expect(rows).toEqual([{ n: claims }]);
    expect(await projections.rebuildCheck()).toMatchObject({ total: 0 });
    expect(await projections.status()).toMatchObject([
      { state: 'running' },
      { state: 'running' },
      { state: 'running' },
    ]);
  });

  it('removes what an interrupted one left behind', async () => {
    const projections = house.projections();
    await projections.start();
    expect(await projections.waitFor(await appendAll(house.store, histories(10)), 60_000)).toBe(true);
    await projections.stop();
    const before = await contents(house.pool);
    const interruption = new AbortController();
    const interrupted = projections.rebuild({ signal: interruption.signal, onProgress: () => interruption.abort() });
    await expect(interrupted).rejects.toThrow(/abort/);
    expect(await leftOvers()).toHaveLength(3);
    expect(await contents(house.pool)).toBe(before);
    await projections.rebuild({ validate: true });
    expect(await leftOvers()).toEqual([]);
    expect(await contents(house.pool)).toBe(before);
  });

  it('leaves live as it was where the ledger cannot be replayed', async () => {
    const projections = house.projections();
    await projections.start();
    expect(await projections.waitFor(await appendAll(house.store, histories(3)), 60_000)).toBe(true);
    await projections.stop();
    const before = await contents(house.pool);
    const orphan = historyOf({ book: 0, day: 1, queja: false, detail: 'Uno.', steps: [0] }, 1);
    await appendAll(house.store, [{ claimId: orphan.claimId, events: orphan.events.slice(2) }]);
    await expect(projections.rebuild()).rejects.toThrow('ClaimViewed before ClaimFiled');
    expect(await contents(house.pool)).toBe(before);
  });

  it('refuses a second one at the same time', async () => {
    const projections = house.projections();
    await projections.start();
    const answers = await Promise.allSettled([projections.rebuild(), projections.rebuild()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('rebuild --check', () => {
  it('finds what somebody changed by hand, and names no value', async () => {
    const projections = house.projections();
    await projections.start();
    const [changed, gone, ...rest] = histories(8);
    if (changed === undefined || gone === undefined) throw new Error('too few');
    expect(await projections.waitFor(await appendAll(house.store, [changed, gone, ...rest]), 60_000)).toBe(true);
    expect(await projections.rebuildCheck()).toMatchObject({ differences: [], total: 0 });
    await house.pool.query(`UPDATE proj_register.claims SET consumer_name = 'Otra Persona' WHERE claim_id = $1`, [
      changed.claimId,
    ]);
    await house.pool.query('DELETE FROM proj_deadlines.claims WHERE claim_id = $1', [gone.claimId]);
    await house.pool.query('UPDATE proj_statistics.counts SET claims = claims + 1');
    const { differences, total } = await projections.rebuildCheck();
    expect(total).toBe(differences.length);
    expect(differences).toContainEqual({
      ...{ projection: 'register', table: 'claims', key: changed.claimId },
      ...{ kind: 'different', columns: ['consumerName'] },
    });
    expect(differences).toContainEqual({
      ...{ projection: 'deadlines', table: 'claims', key: gone.claimId },
      ...{ kind: 'missing', columns: [] },
    });
    expect(new Set(differences.filter(({ table }) => table === 'counts').map(({ projection }) => projection))).toEqual(
      new Set(['statistics']),
    );
    expect(JSON.stringify(differences)).not.toMatch(/Otra Persona|Rosa/);
    const { rows } = await house.pool.query('SELECT consumer_name FROM proj_register.claims WHERE claim_id = $1', [
      changed.claimId,
    ]);
    expect(rows).toEqual([{ consumer_name: 'Otra Persona' }]);
  });

  it('finds nothing while claims keep coming', async () => {
    const projections = house.projections();
    await projections.start();
    await appendAll(house.store, histories(30));
    let over = false;
    const traffic = (async () => {
      for (let from = 30; !over; from += 5) await appendAll(house.store, histories(5, from));
    })();
    const report = await projections.rebuildCheck();
    over = true;
    await traffic;
    expect(report).toMatchObject({ differences: [], total: 0 });
  });
});

async function leftOvers(): Promise<string[]> {
  return inDatabase(house.database.adminUrl, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname ~ '^proj_.*__'`,
    );
    return rows.map(({ name }) => name);
  });
}
