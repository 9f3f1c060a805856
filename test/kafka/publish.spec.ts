import { randomUUID } from 'node:crypto';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { askAgain, Fenced, kafkaState, parkedMessages, sendAgain } from '@foja/feeds/kafka/index.ts';
import { ConfigResourceTypes, type Kafka } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, noBroker, startBroker } from '../support/kafka/broker.ts';
import { byClaim, consume, distinct, eventually, given, inAdmin } from '../support/kafka/consume.ts';
import {
  clientOf,
  type FeedHouse,
  messagesOn,
  openFeedHouse,
  plainAddress,
  publish,
  stopPublishing,
} from '../support/kafka/feed-house.ts';
import { kcat, noKcat } from '../support/kafka/kcat.ts';

const reason = await noBroker();
const withoutKcat = await noKcat();

describe.runIf(reason === undefined)('feeds on Kafka', { timeout: 180_000 }, () => {
  let broker: Broker;
  let house: FeedHouse;
  let kafka: Kafka;
  const claims = Array.from({ length: 20 }, () => randomUUID());

  beforeAll(async () => {
    [broker, house] = await Promise.all([startBroker(), openFeedHouse()]);
    kafka = clientOf(broker);
  }, 180_000);
  afterEach(stopPublishing);
  afterAll(async () => {
    await broker?.stop();
    await house?.close();
  });

  async function stateOf(feed: string) {
    const { feeds } = await kafkaState(house.pool);
    return feeds.find((state) => state.feed === feed);
  }
  async function publishedAll(feed: string): Promise<void> {
    await eventually(async () => (await stateOf(feed))?.lag === 0n);
  }
  async function recordsOf(topic: string): Promise<number> {
    const offsets = await inAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
  }
  const makeTopic = (topic: string, config: Record<string, string>) =>
    inAdmin(kafka, (admin) => {
      const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
      return admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] });
    });
  const setTopic = (name: string, config: Record<string, string>) =>
    inAdmin(kafka, (admin) => {
      const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
      return admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }],
      });
    });

  it('reach every consumer group whole, shared by its members, in order by claim', async () => {
    const feed = claimsFeed('20999999990');
    const messages = messagesOn(feed, claims, 100);
    const half = messages.length / 2;
    await house.feeds.append(messages.slice(0, half));
    const publishing = publish(house, plainAddress(broker));
    const bothRead = Promise.withResolvers<void>();
    const [alone, shared] = await Promise.all([
      consume(kafka, feed, messages.length),
      consume(kafka, feed, messages.length, { members: 2, shared: bothRead.resolve }),
      // Whoever joins the group first could have read all that is there before the other comes.
      bothRead.promise.then(() => house.feeds.append(messages.slice(half))),
    ]);
    await publishing.stop();
    expect(byClaim(distinct(alone))).toEqual(given(messages));
    expect(byClaim(distinct(shared))).toEqual(given(messages));
    expect(new Set(shared.map(({ member }) => member)).size).toBe(2);
    expect(new Set(alone.map(({ id }) => id))).toEqual(new Set(messages.map(({ id }) => id)));
    expect(publishing.told).toEqual(['connected to Kafka']);
  });

  it('get a topic that keeps them for a month, in several partitions', async () => {
    const feed = claimsFeed('20999999990');
    const { resources } = await inAdmin(kafka, (admin) =>
      admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: feed }],
      }),
    );
    const config = Object.fromEntries(
      resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? [],
    );
    expect(config).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': String(30 * 24 * 60 * 60_000),
      'min.insync.replicas': '1', // of one broker
    });
    const { topics } = await inAdmin(kafka, (admin) => admin.fetchTopicMetadata({ topics: [feed] }));
    expect(topics[0]?.partitions.length).toBe(6);
  });

  it('are CloudEvents to a client that shares no code with ours', async (context) => {
    if (withoutKcat !== undefined) return context.skip(withoutKcat);
    const feed = claimsFeed('20999999990');
    const records = await kcat(broker.address, feed);
    const first = records.find(({ headers }) => headers['ce_sequence'] === '1');
    const [message] = await house.feeds.read(feed, { after: 0n, max: 1 });
    expect(new Set(records.map(({ headers }) => headers['ce_id'])).size).toBe(2_000);
    expect(first).toEqual({
      key: message?.subject,
      value: JSON.stringify(message?.data),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: message?.id,
        ce_source: `/v1/feeds/${feed}`,
        ce_type: 'foja.claim.viewed.v1',
        ce_subject: message?.subject,
        ce_time: message?.time,
        ce_dataschema: '/asyncapi.json#/components/schemas/foja.claim.viewed.v1',
        ce_sequence: '1',
      },
    });
  });

  it('leave a topic that is there as it is, park what it refuses, and publish it once it is taken', async () => {
    const feed = claimsFeed('20999999991');
    await makeTopic(feed, { 'max.message.bytes': '4000' });
    const small = messagesOn(feed, claims, 3);
    const large = messagesOn(feed, claims.slice(0, 1), 1, 4).map((message) => ({ ...message, data: noise(9_000) }));
    const rest = messagesOn(feed, claims, 2, 5);
    await house.feeds.append([...small, ...large, ...rest]);
    const publishing = publish(house, plainAddress(broker));
    await publishedAll(feed);
    const others = [...small, ...rest];
    expect(byClaim(distinct(await consume(kafka, feed, others.length)))).toEqual(given(others));
    const parked = await parkedMessages(house.pool, feed, 10);
    expect(parked).toMatchObject([{ seq: 61n, id: large[0]?.id, code: 'MESSAGE_TOO_LARGE', tries: 1 }]);
    expect(await stateOf(feed)).toMatchObject({ lag: 0n, parked: 1, trouble: undefined });

    expect(await askAgain(house.pool, feed)).toBe(1);
    await eventually(async () => (await parkedMessages(house.pool, feed, 10))[0]?.tries === 2);
    await setTopic(feed, { 'max.message.bytes': '100000' });
    expect(await askAgain(house.pool, feed)).toBe(1);
    await eventually(async () => (await stateOf(feed))?.parked === 0);
    const all = await consume(kafka, feed, others.length + 1);
    expect(all.find(({ id }) => id === large[0]?.id)?.data).toEqual(large[0]?.data);
    await publishing.stop();
  });

  it('go on where one topic does not, which says why', async () => {
    const stuck = claimsFeed('20999999992');
    const flowing = claimsFeed('20999999993');
    const inTheWay = stuck.replaceAll('.', '_'); // Kafka takes no two names that its metrics could not tell apart
    await makeTopic(inTheWay, {});
    await house.feeds.append([...messagesOn(stuck, claims, 2), ...messagesOn(flowing, claims, 2)]);
    const publishing = publish(house, plainAddress(broker));
    await publishedAll(flowing);
    await eventually(async () => (await stateOf(stuck))?.trouble !== undefined);
    expect(await stateOf(stuck)).toMatchObject({ lag: 40n, parked: 0 });
    expect((await stateOf(stuck))?.trouble?.reason).toContain('INVALID_TOPIC');
    await inAdmin(kafka, (admin) => admin.deleteTopics({ topics: [inTheWay] }));
    await publishedAll(stuck);
    expect((await stateOf(stuck))?.trouble).toBeUndefined();
    await publishing.stop();
  });

  it('are sent again from where an operator says, with the same ids, while the publisher runs', async () => {
    const feed = claimsFeed('20999999993');
    const before = await consume(kafka, feed, 40);
    const records = await recordsOf(feed);
    const publishing = publish(house, plainAddress(broker));
    expect(await sendAgain(house.pool, feed, 1_000n)).toBeUndefined();
    expect(await sendAgain(house.pool, feed, 30n)).toBe(10n);
    const more = messagesOn(feed, claims.slice(0, 1), 1, 3);
    await publishedAll(feed);
    await house.feeds.append(more);
    const read = await consume(kafka, feed, 41);
    await publishing.stop();
    expect((await recordsOf(feed)) - records).toBe(11);
    expect(new Set(read.map(({ id }) => id))).toEqual(new Set([...before, ...more].map(({ id }) => id)));
  });

  it('have one publisher: the second makes the first stop', async () => {
    const feed = claimsFeed('20999999994');
    const first = publish(house, plainAddress(broker));
    await house.feeds.append(messagesOn(feed, claims, 1));
    await publishedAll(feed);
    const second = publish(house, plainAddress(broker));
    await eventually(async () => second.told.length > 0);
    const messages = messagesOn(feed, claims, 1, 2);
    await house.feeds.append(messages);
    await expect(first.ended).rejects.toThrow(Fenced);
    await publishedAll(feed);
    await second.stop();
    expect(distinct(await consume(kafka, feed, 40)).length).toBe(40);
  });
});

if (reason !== undefined) it('feeds on Kafka: are published', ({ skip }) => skip(reason));

/** Of so many bytes, and no fewer when compressed. */
function noise(bytes: number): { noise: string } {
  return { noise: Array.from({ length: bytes / 36 }, () => randomUUID()).join('') };
}
