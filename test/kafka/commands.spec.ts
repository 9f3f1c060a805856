import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { commandsTopic } from '@foja/contracts/integration/commands/topics.ts';
import { StoreUnavailable } from '@foja/ledger/port.ts';
import { type Admin, CompressionTypes, type Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, noBroker, startBroker } from '../support/kafka/broker.ts';
import { eventually, inAdmin } from '../support/kafka/consume.ts';
import { type Erp, openErp } from '../support/kafka/erp.ts';
import { type ErpHouse, openErpHouse, type Taking } from '../support/kafka/erp-house.ts';
import { clientOf } from '../support/kafka/feed-house.ts';
import { noKcat, produceByKcat } from '../support/kafka/kcat.ts';
import { leashed } from '../support/kafka/leashed.ts';

const reason = await noBroker();
const withoutKcat = await noKcat();
const RUC = '20999999990';
const BANK = '20999999001';
/** A firm whose programs mean no good. */
const HOSTILE = '20888888889';
const SECRET = 'Le cambiamos la licuadora, señora Rosa.';

const VIEW = 'foja.command.view-claim.v1';
const RESPOND = 'foja.command.respond-to-claim.v1';
const OFFER = 'foja.command.offer-settlement.v1';
const EXTEND = 'foja.command.extend-deadline.v1';

describe.runIf(reason === undefined)("commands of a firm's ERP", () => {
  let broker: Broker;
  let house: ErpHouse;
  let kafka: Kafka;
  let erp: Erp;
  let bank: Erp;
  let taking: Taking | undefined;

  beforeAll(async () => {
    [broker, house] = await Promise.all([startBroker(), openErpHouse()]);
    kafka = clientOf(broker);
    // All firms, before anybody looks for them.
    await house.file(RUC);
    await house.file(BANK, 'sbs');
    await house.file(HOSTILE);
    taking = house.take(broker);
    await eventually(async () => house.logged().includes('taking commands from Kafka'));
    [erp, bank] = await Promise.all([openErp(kafka, RUC), openErp(kafka, BANK)]);
  }, 180_000);
  afterAll(async () => {
    await Promise.all([erp?.close(), bank?.close(), taking?.stop()]);
    await broker?.stop();
    await house?.close();
  });

  const answer = () => ({
    ...{ outcome: 'accepted', text: SECRET, medium: 'email' },
    communicatedAt: new Date().toISOString(),
  });
  const offer = () => ({
    ...{ mode: 'in-person', medium: 'email', text: SECRET },
    communicatedAt: new Date().toISOString(),
  });
  const historyOf = async (claimId: string) => (await house.commands.claim(claimId))?.history ?? [];

  it('are carried out in the order of their claim, as the firm’s ERP, each with its result', async () => {
    const claimId = await house.file(BANK);
    const orders = [
      { type: VIEW, data: { claimId, expectedRevision: 1 } },
      { type: OFFER, data: { claimId, ...offer() } },
      { type: EXTEND, data: { claimId, reason: SECRET, thirdParty: 'Perito Ficticio' } },
      { type: RESPOND, data: { claimId: claimId.toUpperCase(), ...answer() } },
    ];
    const ids: string[] = [];
    for (const order of orders) ids.push(await bank.order(order));
    const results = (await Promise.all(ids.map((id) => bank.results(id)))).flat();
    const history = await historyOf(claimId);
    expect(
      history
        .slice(2)
        .map(({ event }) => event.type)
        .toSorted(),
    ).toEqual(['ClaimViewed', 'SettlementOffered', 'DeadlineExtended', 'ClaimResponded'].toSorted());
    expect(results).toMatchObject(
      orders.map(({ type }, index) => ({
        ...{ messageId: ids[index], type, claimId, key: claimId, outcome: 'done' },
        revision: history.find(({ metadata }) => metadata.causationId === results[index]?.commandId)?.revision,
      })),
    );
    for (const { metadata } of history.slice(2)) expect(metadata.actor).toEqual({ role: 'erp', id: 'kafka' });
  });

  it('are refused as the HTTP API refuses them: by the rule, with its norm', async () => {
    const claimId = await house.file(RUC);
    const [extension] = await erp.results(await erp.order({ type: EXTEND, data: { claimId, reason: SECRET } }));
    expect(extension).toMatchObject({
      outcome: 'refused',
      problem: { status: 409, code: 'extension/not-allowed', norm: expect.stringContaining('Ley 31435') },
    });
    const stale = { type: VIEW, data: { claimId, expectedRevision: 0 } };
    expect(await erp.results(await erp.order(stale))).toMatchObject([
      { outcome: 'refused', problem: { code: 'precondition/failed', about: { currentRevision: 1 } } },
    ]);
    expect(await historyOf(claimId)).toHaveLength(2);
  });

  it('know nothing of other firms’ claims', async () => {
    const theirs = await house.file(BANK);
    const [foreign] = await erp.results(await erp.order({ type: RESPOND, data: { claimId: theirs, ...answer() } }));
    const [absent] = await erp.results(
      await erp.order({ type: RESPOND, data: { claimId: randomUUID(), ...answer() } }),
    );
    expect(foreign).toMatchObject({ outcome: 'refused', problem: { status: 404, code: 'resource/not-found' } });
    expect(problemOf(foreign)).toEqual(problemOf(absent));
    expect(await historyOf(theirs)).toHaveLength(2);
  });

  it('are carried out once by message id, and answered the same each time', async () => {
    const claimId = await house.file(RUC);
    const order = { id: `erp-${randomUUID()}`, type: RESPOND, data: { claimId, ...answer() } };
    for (let times = 0; times < 3; times += 1) await erp.order(order);
    const results = await erp.results(order.id, 3);
    expect(results).toMatchObject([{ outcome: 'done', revision: 2 }, results[0], results[0]]);
    expect(new Set(results.map(({ ceId }) => ceId)).size).toBe(1);
    expect(await historyOf(claimId)).toHaveLength(3);
    await erp.order({ ...order, data: { ...order.data, text: 'Otra cosa.' } });
    expect((await erp.results(order.id, 4)).at(-1)).toMatchObject({ problem: { code: 'idempotency/reused' } });
    // Another firm's message with the same id is another command.
    const other = await house.file(BANK);
    await bank.order({ id: order.id, type: VIEW, data: { claimId: other } });
    expect(await bank.results(order.id)).toMatchObject([{ outcome: 'done' }]);
  });

  it('to see what was seen is answered as the first time', async () => {
    const claimId = await house.file(RUC);
    const [first] = await erp.results(await erp.order({ type: VIEW, data: { claimId } }));
    await erp.results(await erp.order({ type: RESPOND, data: { claimId, ...answer() } }));
    const [second] = await erp.results(await erp.order({ type: VIEW, data: { claimId } }));
    expect([first, second]).toMatchObject([
      { outcome: 'done', revision: 2 },
      { outcome: 'done', revision: 2 },
    ]);
  });

  it('may be plain JSON with an id beside it', async () => {
    const claimId = await house.file(RUC);
    const id = randomUUID();
    await erp.send({ key: claimId, value: JSON.stringify({ type: VIEW, data: { claimId } }), headers: { id } });
    expect(await erp.results(id)).toMatchObject([{ outcome: 'done', claimId }]);
  });

  it('go to the dead-letter topic as they came, with the problem, where they are none', async () => {
    const claimId = await house.file(RUC);
    const before = erp.rejects.length;
    const event = (id: string, type = VIEW) => ({ ce_specversion: '1.0', ce_id: id, ce_type: type });
    const wrong: readonly [code: string, value: string | Buffer, headers: Record<string, string>, field?: string][] = [
      ['request/broken-json', '{"claimId":', event('broken')],
      ['request/broken-json', Buffer.from([0x22, 0xff, 0xfe, 0x22]), event('no-utf-8')],
      ['request/duplicate-key', `{"claimId":"${claimId}","claimId":"${claimId}"}`, event('twice'), 'claimId'],
      ['request/invalid', JSON.stringify({ claimId }), event('unheard-of', 'foja.command.erase.v1'), 'ce_type'],
      ['request/invalid', JSON.stringify({ claimId }), event('other-version', 'foja.command.view-claim.v2'), 'ce_type'],
      ['request/invalid', JSON.stringify({ claimId }), { ce_specversion: '1.0', ce_type: VIEW }, 'ce_id'],
      ['request/invalid', JSON.stringify({ claimId }), { ...event('old'), ce_specversion: '0.3' }, 'ce_specversion'],
      [
        'request/invalid',
        JSON.stringify({ claimId, ...answer(), medium: 'pigeon' }),
        event('pigeon', RESPOND),
        'medium',
      ],
      ['request/invalid', JSON.stringify({ type: VIEW, data: {} }), { id: 'plain' }, 'claimId'],
      ['request/media-type', '<claim/>', { ...event('xml'), 'content-type': 'application/xml' }],
      ['request/too-large', Buffer.alloc(300_000, 0x20), event('large')],
    ];
    for (const [, value, headers] of wrong) await erp.send({ key: claimId, value, headers });
    await eventually(async () => erp.rejects.length === before + wrong.length);
    const seen = erp.rejects.slice(before).map(({ key, value, headers = {} }) => ({
      ...{ key: String(key), value, headers },
      problem: JSON.parse(String(headers['foja-problem'])),
    }));
    wrong.forEach(([code, value, headers, field], index) => {
      const there = seen[index];
      expect(there?.problem).toMatchObject({ code, errors: field === undefined ? [] : [{ field }] });
      expect(String(there?.headers['foja-problem'])).not.toContain('licuadora');
      expect(there?.value).toEqual(Buffer.from(value));
      expect(there?.key).toBe(claimId);
      for (const [name, text] of Object.entries(headers)) expect(String(there?.headers[name])).toBe(text);
      expect(String(there?.headers['foja-topic'])).toBe(commandsTopic(RUC));
    });
    expect(await erp.results('pigeon')).toMatchObject([{ outcome: 'rejected', problem: { code: 'request/invalid' } }]);
    expect(await historyOf(claimId)).toHaveLength(2);
  });

  it.for(['gzip', 'snappy', 'lz4', 'zstd'])(
    'are read in batches that another client compressed by %s',
    async (by, context) => {
      if (withoutKcat !== undefined) return context.skip(withoutKcat);
      const claimId = await house.file(RUC);
      const id = randomUUID();
      const headers = { ce_specversion: '1.0', ce_id: id, ce_type: VIEW };
      // With blanks between, or nothing would be gained by compressing it, and librdkafka leaves it as it is.
      const value = JSON.stringify({ claimId }).replace(':', `:${' '.repeat(2_000)}`);
      await produceByKcat(broker.address, { topic: commandsTopic(RUC), key: claimId, value, headers, compression: by });
      expect(await erp.results(id)).toMatchObject([{ outcome: 'done', claimId }]);
    },
  );

  it('of one firm, however they are packed, keep no other firm’s', async () => {
    const [theirs, ours] = [await house.file(HOSTILE), await house.file(RUC)];
    const producer = kafka.producer();
    await producer.connect();
    const topic = commandsTopic(HOSTILE);
    const flood = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`x-${n}`, 'y']));
    const headers = { ce_specversion: '1.0', ce_id: 'flood', ce_type: VIEW, ...flood };
    await producer.send({ topic, messages: [{ key: theirs, value: JSON.stringify({ claimId: theirs }), headers }] });
    await eventually(async () => (await historyOf(theirs)).length === 3);
    // Some kilobytes on the wire, twenty megabytes when it is unpacked.
    const bomb = { key: theirs, value: Buffer.alloc(20 * 2 ** 20) };
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages: [bomb] });
    await producer.disconnect();
    await eventually(async () => house.logged().includes('a batch from Kafka cannot be read'));
    expect(await erp.results(await erp.order({ type: VIEW, data: { claimId: ours } }))).toMatchObject([
      { outcome: 'done' },
    ]);
    await inAdmin(kafka, (admin) => emptied(admin, topic));
  });

  it('wait for a store that is away, and keep nobody else', async () => {
    await taking?.stop();
    const away = await house.file(RUC);
    const there = await house.file(BANK);
    const tries: string[] = [];
    taking = house.take(broker, {
      async claim(claimId) {
        if (claimId === away) tries.push(claimId);
        if (claimId === away && tries.length <= 3) throw new StoreUnavailable('not now', 'not-stored');
        return house.commands.claim(claimId);
      },
    });
    const waiting = await erp.order({ type: VIEW, data: { claimId: away } });
    expect(await bank.results(await bank.order({ type: VIEW, data: { claimId: there } }))).toHaveLength(1);
    expect(await erp.results(waiting)).toMatchObject([{ outcome: 'done' }]);
    expect(tries).toHaveLength(4);
    expect(house.logged()).toContain('commands from Kafka wait');
  });

  it('are rejected where nobody knows what is wrong with them, and the next ones go on', async () => {
    await taking?.stop();
    const claimId = await house.file(RUC);
    let fails = 0;
    taking = house.take(broker, {
      async onClaim(...about) {
        if (about[2].commandId === poisonous) {
          fails += 1;
          throw new TypeError(SECRET);
        }
        return house.commands.onClaim(...about);
      },
    });
    let poisonous = '';
    const id = randomUUID();
    // The command's id is known from a first result, of a claim that is not there.
    poisonous =
      (await erp.results(await erp.order({ id, type: VIEW, data: { claimId: randomUUID() } })))[0]?.commandId ?? '';
    await erp.order({ id, type: VIEW, data: { claimId } });
    const next = await erp.order({ type: VIEW, data: { claimId } });
    expect(await erp.results(next)).toMatchObject([{ outcome: 'done' }]);
    expect((await erp.results(id, 2)).at(-1)).toMatchObject({ outcome: 'rejected', problem: { code: 'server/error' } });
    expect(fails).toBe(5);
  });

  it('get their result from the next process where one is killed after it wrote', async () => {
    await taking?.stop();
    const claimId = await house.file(RUC);
    const dying = leashed(
      process.execPath,
      [join(import.meta.dirname, '../support/kafka/dies.ts'), house.appUrl, broker.address],
      {
        ...process.env,
      },
    );
    const id = await erp.order({ type: RESPOND, data: { claimId, ...answer() } });
    await dying.ended;
    expect(await historyOf(claimId), dying.printed()).toHaveLength(3);
    taking = house.take(broker);
    expect(await erp.results(id)).toMatchObject([{ outcome: 'done', revision: 2 }]);
    expect(await historyOf(claimId)).toHaveLength(3);
  });

  it('are shared by the members of the group, and outlive one of them and the broker', async () => {
    await taking?.stop();
    const claims: string[] = [];
    for (let n = 0; n < 30; n += 1) claims.push(await house.file(n % 2 === 0 ? RUC : BANK));
    const by: Record<string, number> = { one: 0, other: 0 };
    const member = (name: string) =>
      house.take(broker, {
        async onClaim(...about) {
          by[name] = (by[name] ?? 0) + 1;
          return house.commands.onClaim(...about);
        },
      });
    const one = member('one');
    taking = member('other');
    const view = async (some: readonly string[]) => {
      const ids = await Promise.all(
        some.map((claimId) =>
          (claims.indexOf(claimId) % 2 === 0 ? erp : bank).order({ type: VIEW, data: { claimId } }),
        ),
      );
      return Promise.all(ids.map((id, n) => (claims.indexOf(some[n] ?? '') % 2 === 0 ? erp : bank).results(id)));
    };
    await eventually(async () => {
      await view(claims.slice(0, 10));
      return by['one'] !== 0 && by['other'] !== 0;
    });
    await one.stop();
    await broker.kill();
    await broker.restart();
    const results = await view(claims);
    for (const [first] of results) expect(first).toMatchObject({ outcome: 'done', revision: 2 });
    for (const claimId of claims) expect(await historyOf(claimId)).toHaveLength(3);
  });

  it('leave nothing that people wrote in the log', () => {
    expect(house.logged()).toContain('command from Kafka');
    expect(house.logged()).not.toContain('licuadora');
  });
});

if (reason !== undefined) it("commands of a firm's ERP: are carried out", ({ skip }) => skip(reason));

/** As its owner does about messages that nobody can read. */
async function emptied(admin: Admin, topic: string): Promise<void> {
  const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ partition, offset: high }));
  await admin.deleteTopicRecords({ topic, partitions });
}

/** But for what differs by request. */
function problemOf(result: Awaited<ReturnType<Erp['results']>>[number] | undefined): unknown {
  if (result === undefined || result.outcome === 'done') return undefined;
  const { requestId: _, ...problem } = result.problem;
  return problem;
}
