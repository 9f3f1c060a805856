import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { filingOn } from '../support/commands.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Fleet, type Member, openFleet } from './fleet.ts';
import { type Load, startLoad } from './load.ts';

/** Two processes that serve, one for each of the busiest parts, and a spare that may do them all. */

/** What is promised (issue of the scale-out): whoever stands by goes on within this time of a kill. */
const TAKE_OVER_MS = 10_000;
const SETTLED = { timeout: 60_000, interval: 100 };
const LONG_MS = 180_000;

let database: TestDatabase;
/** One connection for the whole spec: under this load a new one may take its time. */
let eye: pg.Client;
let fleet: Fleet;
let apis: [Member, Member];
let workers: Record<'projections' | 'sealer' | 'mail', Member>;
let spare: Member;
let load: Load | undefined;

beforeAll(async () => {
  database = await freshDatabase();
  eye = new pg.Client({ connectionString: database.adminUrl, application_name: 'foja test' });
  await eye.connect();
  fleet = openFleet(database.adminUrl);
  const [one, two, projections, sealer, mail] = await Promise.all(
    ['api', 'api', 'projections', 'sealer', 'mail'].map((only) => fleet.start(only)),
  );
  if (!one || !two || !projections || !sealer || !mail) throw new Error('five processes were started');
  apis = [one, two];
  workers = { projections, sealer, mail };
  for (const [part, worker] of Object.entries(workers)) {
    await vi.waitFor(async () => expect((await worker.parts())[part]).toBe('working'), SETTLED);
  }
  spare = await fleet.start('projections,sealer,mail,lapses,retention,case-files,numbering');
}, LONG_MS);
afterAll(async () => {
  load?.abandon();
  await fleet?.close();
  await eye?.end();
  await database?.drop();
});

async function ask<T>(sql: string): Promise<T> {
  return (await eye.query(sql)).rows[0] as T;
}

/** How far a part has come: events, or the place in them. */
const PROGRESS: Readonly<Record<'projections' | 'sealer' | 'mail', string>> = {
  projections: 'SELECT position FROM proj_register.checkpoint',
  sealer: 'SELECT max(size) AS position FROM sealing.checkpoints',
  mail: 'SELECT position FROM app.mail_progress',
};
const placeOf = async (part: keyof typeof PROGRESS) =>
  Number((await ask<{ position: string | null }>(PROGRESS[part])).position ?? 0);

/** From somebody without an e-mail: one mail for each, to the provider, and no copy to print. */
function bodyOf(bookId: string): object {
  const { body } = filingOn(bookId, '');
  const { email: _email, ...consumer } = body.consumer;
  return {
    ...body,
    consumer: { ...consumer, address: 'Jr. Inventado 456, Lima' },
    conformity: true,
    responseMedium: 'letter',
  };
}

describe('a house of several processes', () => {
  it('has each part done once, and each process says which it does', async () => {
    expect(await apis[0].parts()).toEqual({ api: 'working' });
    expect(await workers.sealer.parts()).toEqual({ sealer: 'working' });
    expect(await spare.parts()).toEqual({
      projections: 'standby',
      sealer: 'standby',
      mail: 'standby',
      lapses: 'working',
      retention: 'working',
      'case-files': 'working',
      numbering: 'needless',
    });
    expect(await (await fetch(`${spare.url}/metrics`)).text()).toMatch(/foja_part_working\{part="sealer"\} 0/);
  });

  it('serves people only where it is told to', async () => {
    expect((await fetch(`${apis[1].url}/panel/entrar`)).status).toBe(200);
    for (const path of ['/panel/entrar', '/', '/v1/deadlines/preview?filedOn=2026-01-05', '/docs/']) {
      expect((await fetch(`${spare.url}${path}`)).status, path).toBe(404);
    }
    expect((await fetch(`${spare.url}/healthz`)).status).toBe(200);
  });

  it(
    'loses nothing under load while one after the other is killed, and the spare goes on within ten seconds',
    async () => {
      const bookId = await fleet.openBook(apis[0]);
      const urls = apis.map(({ url }) => url);
      const filing = startLoad({ urls, bookId, body: bodyOf(bookId), perSecond: 100 });
      load = filing;
      await expect.poll(filing.answered, SETTLED).toBeGreaterThan(50);

      for (const part of ['projections', 'sealer', 'mail'] as const) {
        await workers[part].kill();
        const killedAt = performance.now();
        // Further than whoever was killed can have come: what was on its way to the database may still arrive.
        const before = await placeOf(part);
        await expect.poll(async () => (await spare.parts())[part], SETTLED).toBe('working');
        expect(performance.now() - killedAt, part).toBeLessThan(TAKE_OVER_MS);
        await expect.poll(() => placeOf(part), SETTLED).toBeGreaterThan(before);
      }
      await apis[0].kill();
      const then = filing.answered();
      await expect.poll(filing.answered, SETTLED).toBeGreaterThan(then + 100);

      const filed = await filing.stop();
      const numbers = filed.map(({ sheetNumber }) => Number(sheetNumber.slice(0, 9))).toSorted((a, b) => a - b);
      expect(numbers).toEqual(filed.map((_, index) => index + 1));
      expect(new Set(filed.map(({ claimId }) => claimId)).size).toBe(filed.length);

      const count = async (sql: string) => Number((await ask<{ n: string }>(sql)).n);
      expect(await count(`SELECT count(*) AS n FROM ledger.events WHERE type = 'SheetNumbered'`)).toBe(filed.length);
      await expect.poll(() => count('SELECT count(*) AS n FROM proj_register.claims'), SETTLED).toBe(filed.length);
      await expect.poll(() => count('SELECT count(*) AS n FROM app.mail'), SETTLED).toBe(filed.length);
      const sealed = async () => {
        const { sealing } = (await (await fetch(`${spare.url}/readyz`)).json()) as { sealing: { lagEvents: number } };
        return sealing.lagEvents;
      };
      await expect.poll(sealed, SETTLED).toBe(0);
    },
    LONG_MS,
  );
});
