import { randomUUID } from 'node:crypto';
import { openFeedReaders } from '@foja/feeds';
import { DelivererReplaced } from '@foja/feeds/webhooks/index.ts';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caller, RUC } from '../support/commands.ts';
import { FEED, messageAbout, openWebhookHouse, type WebhookHouse } from './house.ts';
import { answering, byClaim, fine, openReceiver, type Receiver, until } from './receiver.ts';

let house: WebhookHouse;
let receiver: Receiver;
let [claimA, claimB] = ['', ''];
/** Number of the last message before the test's. */
let at: bigint;

beforeAll(async () => {
  house = await openWebhookHouse();
});
beforeEach(async () => {
  receiver = await openReceiver();
  [claimA, claimB] = [randomUUID(), randomUUID()];
  at = await house.head();
});
afterEach(async () => {
  await house.clear();
  await receiver.close();
});
afterAll(() => house.close());

const ids = (one: Receiver = receiver) => one.received.map(({ event }) => event.id);
const open = async (webhookId: string) =>
  (await house.desk.deliveries(webhookId, 100)).filter(({ state }) => state === 'waiting' || state === 'parked');

describe('a receiver that does well', () => {
  it('is sent the messages of the feed, signed as Standard Webhooks asks, and nothing twice', async () => {
    const { secret, webhookId } = await house.add(receiver.url);
    const told = await house.tell(claimA, claimB, claimA);
    house.deliver();
    await until(() => expect(ids().toSorted()).toEqual(told.toSorted()));
    const [message] = await house.feeds.read(FEED, { after: at, max: 1 });
    const verifier = new Webhook(secret);
    for (const { headers, body, event } of receiver.received) {
      expect(verifier.verify(body, headers as Record<string, string>)).toEqual(event);
      expect(headers['webhook-id']).toBe(event.id);
      expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      expect(() => new Webhook(`whsec_${'A'.repeat(43)}=`).verify(body, headers as Record<string, string>)).toThrow();
    }
    expect(receiver.received.find(({ event }) => event.id === message?.id)?.event).toEqual({
      specversion: '1.0',
      id: message?.id,
      source: `/v1/feeds/${FEED}`,
      type: 'foja.claim.viewed.v1',
      subject: claimA,
      time: message?.time,
      datacontenttype: 'application/json',
      dataschema: '/asyncapi.json#/components/schemas/foja.claim.viewed.v1',
      sequence: `${at + 1n}`,
      data: { claimId: claimA },
    });
    const later = await house.tell(claimB);
    await until(() => expect(ids()).toHaveLength(4));
    expect(ids().at(-1)).toBe(later[0]);
    await until(async () => expect(await open(webhookId)).toEqual([]));
    expect((await house.webhooks.find(RUC, webhookId))?.standing).toMatchObject({
      taken: 4n,
      failures: 0,
      answer: '204',
    });
  });

  it('gets only the types it asked for, from where it asked', async () => {
    const wanted = messageAbout(claimA, 'foja.claim.responded.v1');
    await house.add(receiver.url, { types: ['foja.claim.responded.v1'] });
    await house.feeds.append([messageAbout(claimA), wanted, messageAbout(claimB)]);
    house.deliver();
    await until(() => expect(ids()).toEqual([wanted.id]));
    const { webhookId } = await house.add(receiver.url);
    await until(async () => expect((await house.webhooks.find(RUC, webhookId))?.standing?.taken).toBe(at + 3n));
    expect(ids()).toEqual([wanted.id]);
  });

  it('verifies by either secret for a day after a rotation', async () => {
    const { secret, webhookId } = await house.add(receiver.url);
    const rotated = await house.webhooks.rotate(RUC, webhookId, caller());
    house.deliver();
    await house.tell(claimA);
    await until(() => expect(ids()).toHaveLength(1));
    if (!rotated.ok) throw new Error(rotated.refusal.code);
    const verified = (at: number, key: string) => {
      const { body, headers } = receiver.received[at] ?? { body: '', headers: {} };
      return new Webhook(key).verify(body, headers as Record<string, string>);
    };
    expect(verified(0, secret)).toEqual(verified(0, rotated.secret));
    expect(rotated.secret).not.toBe(secret);
    house.pass(25 * 3_600_000);
    await house.tell(claimA);
    await until(() => expect(ids()).toHaveLength(2));
    expect(receiver.received[1]?.headers['webhook-signature']).not.toContain(' ');
  });
});

describe('a receiver that fails', () => {
  it('gets everything, in order by claim, once it is up again; another one waits for nothing', async () => {
    const other = await openReceiver();
    await receiver.down();
    const { webhookId } = await house.add(receiver.url);
    await house.add(other.url);
    house.deliver();
    const told = await house.tell(...Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? claimA : claimB)));
    await until(() => expect(ids(other)).toHaveLength(30));
    await until(async () =>
      expect((await house.webhooks.find(RUC, webhookId))?.standing).toMatchObject({ answer: 'ECONNREFUSED' }),
    );
    await receiver.up();
    await until(() => expect(new Set(ids()).size).toBe(30));
    for (const one of [receiver, other]) {
      expect(byClaim(one.received)).toEqual({
        [claimA]: told.filter((_, n) => n % 2 === 0),
        [claimB]: told.filter((_, n) => n % 2 === 1),
      });
    }
    await other.close();
  });

  it('with 500s is tried again under the same id, each time with a signature of its own', async () => {
    let failures = 4;
    receiver.behave((received, response) => {
      failures -= 1;
      (failures < 0 ? fine : answering(500))(received, response);
    });
    const { secret } = await house.add(receiver.url);
    const told = await house.tell(claimA, claimA);
    house.deliver();
    await until(() => expect(new Set(ids()).size).toBe(2));
    expect(ids()).toEqual([told[0], told[0], told[0], told[0], told[0], told[1]]);
    for (const { body, headers } of receiver.received) {
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    }
  });

  it('that is slow is given up after its time, and counts as one that did not answer', async () => {
    receiver.behave(() => undefined);
    const { webhookId } = await house.add(receiver.url);
    await house.tell(claimA);
    house.deliver({ timeoutMs: 60 });
    await until(async () => expect((await open(webhookId))[0]).toMatchObject({ answer: 'TIMEOUT', state: 'waiting' }));
    receiver.behave(fine);
    await until(async () => expect(await open(webhookId)).toEqual([]));
  });

  it('that asks for a pause has it', async () => {
    receiver.behave(answering(429, { 'retry-after': '3600' }));
    const { webhookId } = await house.add(receiver.url);
    await house.tell(claimA, claimB);
    house.deliver();
    await until(async () => {
      const { standing } = (await house.webhooks.find(RUC, webhookId)) ?? {};
      expect(Date.parse(standing?.nextAt ?? '')).toBeGreaterThan(Date.now() + 3_000_000);
    });
    receiver.behave(fine);
    const before = receiver.received.length;
    await house.tell(claimA);
    expect(before).toBeLessThanOrEqual(4);
    expect(await house.webhooks.retry(RUC, webhookId)).toEqual({ ok: true, messages: 0 });
    await house.webhooks.resume(RUC, webhookId, caller());
    await until(async () => expect(await open(webhookId)).toEqual([]));
  });

  it('is not followed where it sends us elsewhere, and may answer with as much as it likes', async () => {
    const elsewhere = await openReceiver();
    receiver.behave(answering(307, { location: elsewhere.url }));
    const { webhookId } = await house.add(receiver.url);
    await house.tell(claimA);
    house.deliver();
    await until(async () => expect((await open(webhookId))[0]).toMatchObject({ answer: '307' }));
    receiver.behave((_, response) => void response.writeHead(200).write('x'.repeat(1_000_000)));
    await until(async () => expect(await open(webhookId)).toEqual([]));
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it('that is gone for good is paused, for people to see', async () => {
    receiver.behave(answering(410));
    const { webhookId } = await house.add(receiver.url);
    const [told] = await house.tell(claimA);
    house.deliver();
    await until(async () => expect((await house.webhooks.find(RUC, webhookId))?.paused).toBe('gone'));
    await until(() => expect(house.paused).toMatchObject([{ ruc: RUC, reason: 'gone' }]));
    receiver.behave(fine);
    await house.webhooks.resume(RUC, webhookId, caller());
    await until(() => expect(ids()).toEqual([told, told]));
  });

  it('for days is paused', async () => {
    await receiver.down();
    const { webhookId } = await house.add(receiver.url);
    await house.tell(claimA);
    house.deliver({ schedule: { firstMs: 5, factor: 1, maxMs: 5, windowMs: 30 * 24 * 3_600_000, refusals: 3 } });
    await until(async () => expect((await house.webhooks.find(RUC, webhookId))?.standing?.failures).toBeGreaterThan(5));
    house.pass(6 * 24 * 3_600_000);
    await until(async () => expect((await house.webhooks.find(RUC, webhookId))?.paused).toBe('failing'));
    await receiver.up();
  });
});

describe('a message that the receiver will not have', () => {
  it('is parked; others go on, but those behind it, until it is tried again or given up', async () => {
    const [bad, worse] = [randomUUID(), randomUUID()];
    const refused = new Set<string>([bad, worse]);
    receiver.behave((received, response) =>
      (refused.has(received.event.subject ?? '') ? answering(422) : fine)(received, response),
    );
    const { webhookId } = await house.add(receiver.url);
    const [firstBad, , secondBad, , firstWorse, secondWorse] = await house.tell(bad, claimA, bad, claimB, worse, worse);
    house.deliver();
    await until(async () => {
      const found = await open(webhookId);
      expect(found.map(({ seq, state }) => [seq, state])).toEqual([
        [at + 6n, 'waiting'],
        [at + 5n, 'parked'],
        [at + 3n, 'waiting'],
        [at + 1n, 'parked'],
      ]);
      expect(found[3]).toMatchObject({ answer: '422', tries: 3, id: firstBad });
    });
    const [later] = await house.tell(claimA);
    await until(() => expect(ids()).toContain(later));
    expect(ids()).not.toContain(secondBad);
    refused.clear();
    expect(await house.webhooks.retry(RUC, webhookId, at + 1n)).toEqual({ ok: true, messages: 1 });
    await until(() => expect(ids().slice(-2)).toEqual([firstBad, secondBad]));
    expect(await house.webhooks.skip(RUC, webhookId, at + 5n)).toEqual({ ok: true, messages: 1 });
    await until(() => expect(ids().at(-1)).toBe(secondWorse));
    expect(ids().filter((id) => id === firstWorse)).toHaveLength(3);
    await until(async () => expect(await open(webhookId)).toEqual([]));
  });

  it('for three days, is parked whatever the reason', async () => {
    receiver.behave(answering(500));
    const { webhookId } = await house.add(receiver.url);
    await house.tell(claimA);
    house.deliver();
    await until(async () => expect((await open(webhookId))[0]?.tries).toBeGreaterThan(0));
    house.pass(2 * 3_600_000);
    await until(async () => expect((await open(webhookId))[0]).toMatchObject({ state: 'parked', answer: '500' }));
  });
});

describe('people', () => {
  it('pause it and go on; nothing is lost meanwhile', async () => {
    const { webhookId } = await house.add(receiver.url);
    house.deliver();
    const [first] = await house.tell(claimA);
    await until(() => expect(ids()).toEqual([first]));
    await house.webhooks.pause(RUC, webhookId, caller());
    const other = await openReceiver();
    await house.add(other.url, { after: at + 1n });
    const [second] = await house.tell(claimA);
    await until(() => expect(ids(other)).toEqual([second]));
    expect(ids()).toEqual([first]);
    await house.webhooks.resume(RUC, webhookId, caller());
    await until(() => expect(ids()).toEqual([first, second]));
    await other.close();
  });

  it('see nobody lag where they paused it; who goes on is seen again', async () => {
    const readers = openFeedReaders(house.pool);
    const { webhookId } = await house.add(receiver.url);
    house.deliver({ readers });
    const reading = async () => (await readers.all()).map(({ reader, seq }) => [reader, seq]);
    await house.tell(claimA);
    await until(async () => expect(await reading()).toEqual([[`webhook ${webhookId}`, at + 1n]]));
    await house.webhooks.pause(RUC, webhookId, caller());
    await house.tell(claimA);
    await until(async () => expect(await reading()).toEqual([]));
    await house.webhooks.resume(RUC, webhookId, caller());
    await until(async () => expect(await reading()).toEqual([[`webhook ${webhookId}`, at + 2n]]));
  });

  it('have it all sent again from a number, under the same ids', async () => {
    const { webhookId } = await house.add(receiver.url);
    house.deliver();
    const told = await house.tell(claimA, claimA, claimA);
    await until(() => expect(ids()).toEqual(told));
    expect(await house.webhooks.replay(RUC, webhookId, at + 4n)).toMatchObject({
      refusal: { code: 'webhook/beyond-head' },
    });
    expect(await house.webhooks.replay(RUC, webhookId, at + 1n)).toEqual({ ok: true });
    await until(() => expect(ids()).toEqual([...told, ...told.slice(1)]));
  });

  it('try it out with a message that tells of nothing', async () => {
    const { webhookId, secret } = await house.add(receiver.url);
    expect(await house.webhooks.test(RUC, webhookId)).toMatchObject({ ok: true, delivered: true, answer: '204' });
    const { body, headers, event } = receiver.received[0] ?? { body: '', headers: {}, event: undefined };
    expect(event?.type).toBe('foja.webhook.test.v1');
    expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual(event);
    await receiver.down();
    expect(await house.webhooks.test(RUC, webhookId)).toMatchObject({ delivered: false, answer: 'ECONNREFUSED' });
  });

  it('remove it, and its secret is gone', async () => {
    const destroyed = async () =>
      (await house.pool.query('SELECT FROM vault.keys WHERE destroyed_at IS NOT NULL')).rowCount ?? 0;
    const before = await destroyed();
    const { webhookId } = await house.add(receiver.url);
    house.deliver();
    await house.tell(claimA);
    await until(() => expect(ids()).toHaveLength(1));
    expect(await house.webhooks.remove(RUC, webhookId, caller())).toMatchObject({ ok: true });
    expect(await house.webhooks.list(RUC)).toEqual([]);
    expect(await destroyed()).toBe(before + 1);
  });

  it('see the secret once: it is in no event, no log and no table in the clear', async () => {
    const { webhookId, secret } = await house.add(receiver.url);
    house.deliver();
    await house.tell(claimA);
    await until(() => expect(ids()).toHaveLength(1));
    const raw = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const { rows } = await house.pool.query<{ text: string }>(
      `SELECT row_to_json(w)::text AS text FROM app.webhooks w
       UNION ALL SELECT row_to_json(m)::text FROM app.webhook_messages m
       UNION ALL SELECT row_to_json(k)::text FROM vault.keys k`,
    );
    const events = JSON.stringify(await house.store.read(`provider-${RUC}`, {}), plain);
    const shown = JSON.stringify([await house.webhooks.find(RUC, webhookId), rows], plain);
    for (const text of [events, shown, house.logged()]) {
      for (const form of ['base64', 'base64url', 'hex'] as const) {
        expect(text).not.toContain(raw.toString(form).replace(/=+$/, ''));
      }
      expect(house.logged()).not.toContain(receiver.url);
    }
    expect(rows.length).toBeGreaterThan(2);
  });
});

describe('a deliverer', () => {
  it('killed between a delivery and its checkpoint sends that again under the same id, and loses nothing', async () => {
    const { webhookId } = await house.add(receiver.url);
    const told = await house.tell(...Array.from({ length: 25 }, (_, n) => (n % 3 === 0 ? claimA : claimB)));
    let deaths = 0;
    const dying = {
      ...house.table,
      settle: async () => {
        deaths += 1;
        throw new Error('killed');
      },
    };
    const { ended } = house.deliver({ table: dying });
    await until(() => expect(deaths).toBe(1));
    await expect(ended).rejects.toThrow('killed');
    expect(receiver.received.length).toBeGreaterThan(0);
    house.deliver();
    await until(async () => {
      expect(new Set(ids()).size).toBe(25);
      expect(await open(webhookId)).toEqual([]);
    });
    expect(ids().length).toBeGreaterThan(25);
    expect(byClaim(receiver.received)).toEqual({
      [claimA]: told.filter((_, n) => n % 3 === 0),
      [claimB]: told.filter((_, n) => n % 3 !== 0),
    });
  });

  it('that was replaced ends, and writes nothing more', async () => {
    await house.add(receiver.url);
    const { ended } = house.deliver();
    await house.tell(claimA);
    await until(() => expect(ids()).toHaveLength(1));
    await house.table.begin();
    await house.tell(claimA);
    await expect(ended).rejects.toThrow(DelivererReplaced);
  });
});

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
