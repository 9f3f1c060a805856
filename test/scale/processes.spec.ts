import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { filingOn } from '../support/commands.ts';
import { type OwnServer, ownServer } from '../support/own-server.ts';
import { type Fleet, type Member, openFleet, takeOverMs } from './fleet.ts';
import { type Load, startLoad } from './load.ts';

/**
 * Two processes that serve, one for each of the busiest parts, one for all that rarely has much to do, and a spare that may do
 * it all. Numbering, which only a store without atomic append needs, has a spec of its own; `erp` is a consumer group.
 */

const SETTLED = { timeout: 60_000, interval: 100 };
const LONG_MS = 300_000;
const BUSY = ['projections', 'sealer', 'mail', 'feeds'] as const;
const RARE = ['webhooks', 'lapses', 'retention', 'case-files', 'kafka', 'witnesses'] as const;
/** A cluster and an authority that nobody reaches: there is something to do, and nothing comes of it. */
const ELSEWHERE = { KAFKA_BROKERS: '127.0.0.1:1', TSA_URL: 'http://127.0.0.1:1/tsa' };

/** Its own: so many processes take more connections than the run's shared one has to spare. */
let database: OwnServer;
/** One connection for the whole spec: under this load a new one may take its time. */
let eye: pg.Client;
let fleet: Fleet;
let apis: [Member, Member];
let workers: Record<(typeof BUSY)[number], Member>;
let idler: Member;
let spare: Member;
let load: Load | undefined;

beforeAll(async () => {
  database = await ownServer();
  eye = new pg.Client({ connectionString: database.server.adminUrl, application_name: 'foja test' });
  await eye.connect();
  fleet = openFleet(database.server.adminUrl);
  const [one, two, projections, sealer, mail, feeds, rare] = await Promise.all(
    ['api', 'api', ...BUSY, RARE.join()].map((only) => fleet.start(only, ELSEWHERE)),
  );
  if (!one || !two || !projections || !sealer || !mail || !feeds || !rare) throw new Error('seven were started');
  apis = [one, two];
  workers = { projections, sealer, mail, feeds };
  idler = rare;
  for (const part of BUSY) await working(workers[part], part);
  for (const part of RARE) await working(idler, part);
  spare = await fleet.start([...BUSY, ...RARE, 'numbering'].join(), ELSEWHERE);
}, LONG_MS);
afterAll(async () => {
  load?.abandon();
  await fleet?.close();
  await eye?.end();
  await database?.close();
});

async function working(member: Member, part: string): Promise<void> {
  await vi.waitFor(async () => expect((await member.parts())[part], part).toBe('working'), SETTLED);
}

async function ask<T>(sql: string): Promise<T> {
  return (await eye.query(sql)).rows[0] as T;
}

/** How far a part has come: events, or the place in them. */
const PROGRESS: Readonly<Record<(typeof BUSY)[number], string>> = {
  projections: 'SELECT position FROM proj_register.checkpoint',
  sealer: 'SELECT max(size) AS position FROM sealing.checkpoints',
  mail: 'SELECT position FROM app.mail_progress',
  feeds: 'SELECT position FROM app.feed_writer',
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
    const standby = Object.fromEntries([...BUSY, ...RARE].map((part) => [part, 'standby']));
    expect(await spare.parts()).toEqual({ ...standby, numbering: 'needless' });
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
      const filing = startLoad({ urls, bookId, body: bodyOf(bookId), perSecond: 30, waitingMax: 120 });
      load = filing;
      await expect.poll(filing.answered, SETTLED).toBeGreaterThan(50);

      const takenOver = async (parts: readonly string[], killedAt: number) => {
        for (const part of parts) await working(spare, part);
        expect(performance.now() - killedAt, parts.join()).toBeLessThan(takeOverMs());
      };
      for (const part of BUSY) {
        await workers[part].kill();
        const killedAt = performance.now();
        // Further than whoever was killed can have come: what was on its way to the database may still arrive.
        const before = await placeOf(part);
        await takenOver([part], killedAt);
        await expect.poll(() => placeOf(part), SETTLED).toBeGreaterThan(before);
      }
      await idler.kill();
      await takenOver(RARE, performance.now());
      await apis[0].kill();
      const then = filing.answered();
      await expect.poll(filing.answered, SETTLED).toBeGreaterThan(then + 30);

      const filed = await filing.stop();
      const numbers = filed.map(({ sheetNumber }) => Number(sheetNumber.slice(0, 9))).toSorted((a, b) => a - b);
      expect(numbers).toEqual(filed.map((_, index) => index + 1));
      expect(new Set(filed.map(({ claimId }) => claimId)).size).toBe(filed.length);

      const count = async (sql: string) => Number((await ask<{ n: string }>(sql)).n);
      expect(await count(`SELECT count(*) AS n FROM ledger.events WHERE type = 'SheetNumbered'`)).toBe(filed.length);
      await expect.poll(() => count('SELECT count(*) AS n FROM proj_register.claims'), SETTLED).toBe(filed.length);
      // One of each claim; from eight in the morning there may be one that is about no claim, the day's.
      const mails = 'SELECT count(*) AS n FROM app.mail WHERE claim_id IS NOT NULL';
      await expect.poll(() => count(mails), SETTLED).toBe(filed.length);
      const sealed = async () => {
        const { sealing } = (await (await fetch(`${spare.url}/readyz`)).json()) as { sealing: { lagEvents: number } };
        return sealing.lagEvents;
      };
      await expect.poll(sealed, SETTLED).toBe(0);
      // Of each claim one message and no more, whoever wrote them.
      const told = `SELECT count(*) AS n FROM app.feed_messages WHERE type = 'foja.claim.filed.v1'`;
      await expect.poll(() => count(told), SETTLED).toBe(filed.length);
    },
    LONG_MS,
  );
});
