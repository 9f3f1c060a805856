import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { kafkaState } from '@foja/feeds/kafka/index.ts';
import type { Kafka } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, noBroker, startBroker } from '../support/kafka/broker.ts';
import { byClaim, consume, distinct, eventually, given } from '../support/kafka/consume.ts';
import {
  clientOf,
  type FeedHouse,
  messagesOn,
  openFeedHouse,
  plainAddress,
  publish,
  stopPublishing,
} from '../support/kafka/feed-house.ts';

const reason = await noBroker();

describe.runIf(reason === undefined)('publishing to Kafka, with faults', { timeout: 180_000 }, () => {
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

  it('a publisher killed between publishing and checkpoint: each message at least once, repeated ones with their id', async () => {
    const feed = claimsFeed('20999999991');
    const messages = messagesOn(feed, claims, 150);
    await house.feeds.append(messages);
    const child = fork(new URL('./publisher-process.ts', import.meta.url), [house.appUrl, broker.address, '2'], {
      stdio: 'inherit',
    });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    const [state] = (await kafkaState(house.pool)).feeds;
    expect(state?.published).toBe(1_000n); // of the 2,000 that were sent

    const publishing = publish(house, plainAddress(broker));
    const read = await consume(kafka, feed, messages.length);
    await eventually(async () => (await kafkaState(house.pool)).feeds[0]?.lag === 0n);
    await publishing.stop();
    expect(byClaim(distinct(read))).toEqual(given(messages));
    expect(read.length).toBeGreaterThan(messages.length);
    const once_ = new Map(messages.map(({ id, data }) => [id, data]));
    for (const { id, data } of read) expect(data).toEqual(once_.get(id));
  });

  it('a broker killed and restarted in the middle: each message at least once, in order by claim', async () => {
    const feed = claimsFeed('20999999992');
    const publishing = publish(house, plainAddress(broker));
    const first = messagesOn(feed, claims, 100);
    await house.feeds.append(first);
    const lagOf = async () => (await kafkaState(house.pool)).feeds.find((each) => each.feed === feed)?.lag;
    await eventually(async () => ((await lagOf()) ?? 2_000n) < 2_000n);
    await broker.kill();
    const more = messagesOn(feed, claims, 100, 101);
    await house.feeds.append(more);
    await eventually(async () => (await kafkaState(house.pool)).trouble !== undefined);
    expect(publishing.told).toContain('Kafka cannot be reached; messages wait');
    expect(await lagOf()).toBeGreaterThan(0n);
    await broker.restart();
    const all = [...first, ...more];
    expect(byClaim(distinct(await consume(kafka, feed, all.length)))).toEqual(given(all));
    await eventually(async () => (await lagOf()) === 0n);
    expect((await kafkaState(house.pool)).trouble).toBeUndefined();
    await publishing.stop();
  });

  it('no broker: messages wait, the publisher ends when it is told to', async () => {
    const feed = claimsFeed('20999999993');
    await broker.kill();
    const publishing = publish(house, plainAddress(broker));
    await house.feeds.append(messagesOn(feed, claims, 1));
    await eventually(async () => (await kafkaState(house.pool)).trouble !== undefined);
    const askedAt = performance.now();
    await publishing.stop();
    expect(performance.now() - askedAt).toBeLessThan(15_000); // what a server's shutdown waits for
    const state = (await kafkaState(house.pool)).feeds.find((each) => each.feed === feed);
    expect(state).toMatchObject({ lag: 20n, parked: 0 });
  });
});

if (reason !== undefined) it('publishing to Kafka, with faults: is tried', ({ skip }) => skip(reason));
