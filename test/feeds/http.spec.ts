import { cloudEvents } from '@foja/contracts/http/answers/feeds.ts';
import { messageOf } from '@foja/contracts/integration/catalogue.ts';
import { claimsFeed, REGULATOR_FEED } from '@foja/contracts/integration/feeds.ts';
import { openWriterTable } from '@foja/feeds';
import { openSealTable } from '@foja/ledger/sealing/index.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Client, clientOf } from '../acceptance/client.ts';
import { type House, openHouse } from '../acceptance/house.ts';
import { type Firm, fileAClaim, OTHER_RUC, openFirm } from '../acceptance/people.ts';
import { openSse } from './sse.ts';
import { PATIENCE, startWriter, type Writing } from './writing.ts';

/** Feeds over HTTP, on a server that listens, with a writer beside it. */

let house: House;
let firm: Firm;
let other: Firm;
let writer: Writing;
let address: string;
let feed: string;

beforeAll(async () => {
  house = await openHouse();
  firm = await openFirm(house);
  other = await openFirm(house, { ruc: OTHER_RUC });
  feed = claimsFeed(firm.ruc);
  const table = openWriterTable(house.pool);
  const { checkpoints } = openSealTable(house.pool);
  writer = startWriter({ stored: house.stored, table, checkpoints, clock: () => '2026-10-05T18:45:00-05:00' });
  address = await house.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await writer.stop();
  await house.close();
});

async function read(of: string, as: Client, query: Record<string, string> = {}) {
  const { text, headers } = await as.ok('readFeed', { params: { feed: of }, query: { limit: '1000', ...query } });
  const events = cloudEvents.parse(JSON.parse(text));
  for (const { type, data } of events) messageOf(type)?.schema.parse(data);
  return { events, types: events.map(({ type }) => type), text, headers };
}

/** Messages about one claim, once there are as many. */
async function about(claimId: string, count: number) {
  return vi.waitFor(async () => {
    const { events } = await read(feed, firm.as.viewer);
    const mine = events.filter(({ subject }) => subject === claimId);
    expect(mine.length).toBeGreaterThanOrEqual(count);
    return mine;
  }, PATIENCE);
}

describe('a firm reads its feed', () => {
  it('as CloudEvents, in order, with nothing personal in them', async () => {
    const { claimId, answer } = await fileAClaim(house, firm);
    await firm.as.respondent.ok('viewClaim', { params: { claimId } });
    const response = {
      outcome: 'accepted',
      text: 'Le daremos otra.',
      medium: 'email',
      communicatedAt: '2026-10-05T18:42:00-05:00',
    };
    await firm.as.respondent.ok('respondToClaim', { params: { claimId }, body: response });
    const mine = await about(claimId, 4);
    expect(mine.map(({ type }) => type)).toEqual([
      'foja.claim.filed.v1',
      'foja.claim.viewed.v1',
      'foja.claim.responded.v1',
      'foja.claim.closed.v1',
    ]);
    expect(mine[0]).toMatchObject({
      specversion: '1.0',
      source: `/v1/feeds/${feed}`,
      dataschema: '/asyncapi.json#/components/schemas/foja.claim.filed.v1',
      data: { claimId, number: answer.sheetNumber, dueDate: answer.dueOn, link: `/v1/claims/${claimId}` },
    });
    const { text, headers, events } = await read(feed, firm.as.admin);
    expect(headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(headers['foja-feed-next']).toBe(events.at(-1)?.sequence);
    expect(headers['foja-feed-head']).toBe(events.at(-1)?.sequence);
    for (const word of ['Rosa', '01234567', 'correo.example', 'licuadora', 'Supuesto', '999 000 111', 'otra']) {
      expect(text.toLowerCase()).not.toContain(word.toLowerCase());
    }
    expect(house.logged()).not.toContain('Rosa');
  });

  it('page by page, and says how much is left to it', async () => {
    const first = await read(feed, firm.as.admin, { limit: '1' });
    expect(first.events).toHaveLength(1);
    const next = first.headers['foja-feed-next'] ?? '';
    const second = await read(feed, firm.as.admin, { limit: '1', after: next });
    expect(second.events[0]?.sequence).toBe(String(Number(next) + 1));
    const { body } = await firm.as.admin.ok('listFeeds');
    const head = Number(body.items[0]?.head);
    expect(body.items).toMatchObject([{ feed, readTo: next, lag: String(head - Number(next)) }]);
    expect((await other.as.viewer.ok('listFeeds')).body.items).toEqual([
      { feed: claimsFeed(OTHER_RUC), head: '0', lag: '0' },
    ]);
    const beyond = await firm.as.admin.fails('readFeed', { params: { feed }, query: { after: String(head + 1) } });
    expect(beyond.body).toMatchObject({ status: 422, code: 'feed/beyond-head', about: { head: String(head) } });
    for (const query of [{ after: '-1' }, { limit: '0' }, { wait: '31' }, { after: 'x' }]) {
      expect((await firm.as.admin.fails('readFeed', { params: { feed }, query })).status).toBe(422);
    }
  });

  it('and waits for what comes', async () => {
    const { body } = await other.as.viewer.ok('listFeeds');
    const after = body.items[0]?.head ?? '';
    const waiting = read(claimsFeed(OTHER_RUC), other.as.viewer, { after, wait: '30' });
    const { claimId } = await fileAClaim(house, other);
    expect((await waiting).events).toMatchObject([{ type: 'foja.claim.filed.v1', subject: claimId }]);
    const none = await read(claimsFeed(OTHER_RUC), other.as.viewer, { after: '1', wait: '0' });
    expect(none.events).toEqual([]);
    expect(none.headers['foja-feed-next']).toBe('1');
  });
});

describe('a stream of events', () => {
  it('goes on where the client was, says that it lives, and brings what comes', async () => {
    const { events } = await read(feed, firm.as.viewer);
    const stream = await openSse(`${address}/v1/feeds/${feed}`, firm.keys.viewer, events.at(-2)?.sequence);
    expect(stream.contentType).toBe('text/event-stream; charset=utf-8');
    expect((await stream.next()).event).toEqual(events.at(-1));
    await stream.heartbeat();
    const { claimId } = await fileAClaim(house, firm);
    const { id, event } = await stream.next();
    expect(event).toMatchObject({ type: 'foja.claim.filed.v1', subject: claimId, sequence: id });
    stream.leave();
    const again = await openSse(`${address}/v1/feeds/${feed}`, firm.keys.viewer, events.at(-1)?.sequence);
    expect((await again.next()).event).toEqual(event);
    again.leave();
  });

  it('is refused to whoever may not read the feed', async () => {
    const refused = await fetch(`${address}/v1/feeds/${feed}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${other.keys.admin}` },
    });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    await refused.body?.cancel();
  });
});

describe("the regulator's feed", () => {
  it('is not for firms, nor are theirs for the operator or Indecopi', async () => {
    for (const as of [firm.as.admin, firm.as.auditor]) {
      expect((await as.fails('readFeed', { params: { feed: REGULATOR_FEED } })).status).toBe(403);
    }
    for (const as of [house.operator, firm.as.indecopi]) {
      expect((await as.fails('readFeed', { params: { feed } })).status).toBe(403);
      expect((await as.ok('listFeeds')).body.items.map((item) => item.feed)).toEqual([REGULATOR_FEED]);
    }
    for (const name of ['foja.regulator.v2', 'foja.20000000001.claims.v1']) {
      expect((await firm.as.admin.fails('readFeed', { params: { feed: name } })).status).toBe(404);
    }
  });

  it('shows an official what the leave covers, and to everybody the checkpoints of the ledger', async () => {
    const mine = await fileAClaim(house, firm);
    const theirs = await fileAClaim(house, other);
    for (const [of, { claimId }] of [
      [firm, mine],
      [other, theirs],
    ] as const) {
      await of.as.indecopi.ok('requestCopy', { params: { claimId }, body: { reference: 'Exp. 9-2026' } });
    }
    const size = await house.seal();
    const grant = {
      official: 'Funcionaria Ficticia',
      reference: 'Exp. 9-2026',
      expiresAt: '2027-01-01T00:00:00-05:00',
    };
    const leave = async (scope: object) =>
      clientOf(house.app, (await house.operator.ok('issueGrant', { body: { ...grant, scopes: [scope] } })).body.key);
    const all = await vi.waitFor(async () => {
      const found = await read(REGULATOR_FEED, house.operator);
      expect(found.types).toContain('foja.regulator.checkpoint.v1');
      expect(found.events.map(({ subject }) => subject)).toEqual(
        expect.arrayContaining([mine.claimId, theirs.claimId]),
      );
      return found;
    }, PATIENCE);
    expect(all.events.find(({ type }) => type === 'foja.regulator.checkpoint.v1')?.data['size']).toBe(size);
    const seen = async (as: Client) => {
      const { events } = await read(REGULATOR_FEED, as);
      // What time and the seal make comes among what happens to claims, sooner or later.
      return events.flatMap(({ subject }) => (subject === undefined ? ['-'] : [subject])).sort();
    };
    expect(await seen(firm.as.indecopi)).toEqual(['-', mine.claimId]);
    expect(await seen(await leave({ ruc: other.ruc }))).toEqual(['-', theirs.claimId]);
    expect(await seen(await leave({ ruc: other.ruc, claimId: theirs.claimId }))).toEqual(['-', theirs.claimId]);
    expect(await seen(await leave({ ruc: other.ruc, filedTo: '2026-10-01' }))).toEqual(['-']);
  });
});

describe('the house', () => {
  it('serves the contract of the messages, and links to it', async () => {
    const { text } = await house.nobody.ok('readMessages');
    expect(JSON.parse(text).asyncapi).toBe('3.0.0');
    expect((await house.nobody.ok('readContract')).text).toContain('/asyncapi.json');
  });

  it('measures the feeds without naming anybody', async () => {
    const { text } = await house.nobody.ok('readMetrics');
    expect(text).toMatch(/foja_feed_head\{kind="claims"\} [1-9]/);
    expect(text).toMatch(/foja_feed_lag_events 0/);
    expect(text).toMatch(/foja_feed_reader_lag\{transport="http"\} \d/);
    expect(text).not.toContain(firm.ruc);
  });

  it('ends streams and those who wait, in good order, as it closes', async () => {
    const { types } = await read(feed, firm.as.admin);
    const stream = await openSse(`${address}/v1/feeds/${feed}`, firm.keys.admin, String(types.length));
    const waiting = fetch(`${address}/v1/feeds/${feed}?after=${types.length}&wait=30`, {
      headers: { authorization: `Bearer ${firm.keys.viewer}` },
    });
    await stream.heartbeat();
    await house.app.close();
    await stream.ended();
    const answer = await waiting;
    expect([answer.status, await answer.json()]).toEqual([200, []]);
  });
});
