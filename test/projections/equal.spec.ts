import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAll, historyOf, shapes } from './support/histories.ts';
import { contents, type House, openHouse } from './support/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('the same events give the same rows', () => {
  it('in batches of any size, as they come, and replayed from zero', async () => {
    const property = fc.asyncProperty(fc.array(shapes, { minLength: 1, maxLength: 30 }), async (claims) => {
      await Promise.all(
        ['register', 'deadlines', 'statistics'].map((name) =>
          house.pool.query(`DROP SCHEMA IF EXISTS proj_${name} CASCADE`),
        ),
      );
      const live = house.projections();
      await live.start();
      const head = await appendAll(
        house.store,
        claims.map((shape, n) => historyOf(shape, n + 1)),
      );
      expect(await live.waitFor(head, 60_000)).toBe(true);
      await live.stop();
      const asTheyCame = await contents(house.pool);

      await live.rebuild();
      expect(await contents(house.pool)).toBe(asTheyCame);
      expect(await live.rebuildCheck()).toMatchObject({ differences: [], total: 0 });

      await house.pool.query(
        'DROP SCHEMA proj_register CASCADE; DROP SCHEMA proj_deadlines CASCADE; DROP SCHEMA proj_statistics CASCADE',
      );
      const slow = house.projections({ tuning: { batchMax: 3 } });
      await slow.start();
      expect(await slow.waitFor(head, 10_000)).toBe(true);
      await slow.stop();
      expect(await contents(house.pool)).toBe(asTheyCame);
    });
    await fc.assert(property, { numRuns: 5 });
  });
});
