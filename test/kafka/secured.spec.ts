import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimsFeed } from '@foja/contracts/integration/feeds.ts';
import { type KafkaAddress, kafkaAddressOf, kafkaClient, kafkaState } from '@foja/feeds/kafka/index.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, noBroker, startBroker } from '../support/kafka/broker.ts';
import { byClaim, consume, distinct, eventually, given } from '../support/kafka/consume.ts';
import { type FeedHouse, messagesOn, openFeedHouse, publish, stopPublishing } from '../support/kafka/feed-house.ts';
import type { Secured } from '../support/kafka/server-properties.ts';

const reason = await noBroker();

describe.runIf(reason === undefined)('a Kafka with TLS and SASL', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'foja-tls-'));
  const user = 'foja';
  const password = randomBytes(12).toString('hex');
  let broker: Broker;
  let house: FeedHouse;

  beforeAll(async () => {
    const secured: Secured = { user, password, ...selfSigned(folder) };
    [broker, house] = await Promise.all([startBroker(secured), openFeedHouse()]);
  }, 180_000);
  afterEach(stopPublishing);
  afterAll(async () => {
    await broker?.stop();
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function addressBy(mechanism: 'plain' | 'scram-sha-512', secret: string): KafkaAddress {
    const address = kafkaAddressOf({
      KAFKA_BROKERS: broker.address,
      KAFKA_TLS_CA: join(folder, 'cert.pem'),
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD: secret,
    });
    if (address === undefined) throw new Error('no address');
    return address;
  }

  it.each(['plain', 'scram-sha-512'] as const)('takes messages, and gives them, by %s', async (mechanism) => {
    const feed = claimsFeed(mechanism === 'plain' ? '20999999991' : '20999999992');
    const messages = messagesOn(feed, [randomUUID(), randomUUID()], 20);
    await house.feeds.append(messages);
    const address = addressBy(mechanism, password);
    const publishing = publish(house, address);
    const kafka = kafkaClient(address, 'test', { debug: () => undefined }, 20);
    expect(byClaim(distinct(await consume(kafka, feed, messages.length)))).toEqual(given(messages));
    await publishing.stop();
  });

  it('that refuses the password is told of as that, without the password', async () => {
    const publishing = publish(house, addressBy('scram-sha-512', 'not-the-password'));
    await house.feeds.append(messagesOn(claimsFeed('20999999993'), [randomUUID()], 1));
    await eventually(async () => (await kafkaState(house.pool)).trouble !== undefined);
    await publishing.stop();
    const { trouble } = await kafkaState(house.pool);
    expect(trouble?.reason).toMatch(/SASL|[Aa]uthentication/);
    expect(trouble?.reason).not.toContain('not-the-password');
  });

  it('whose certificate nobody we know has signed is not talked to', async () => {
    const { brokers, sasl } = addressBy('plain', password);
    const publishing = publish(house, { brokers, sasl, tls: { ca: undefined, own: undefined } });
    await eventually(async () => /certificate|self.signed/i.test((await kafkaState(house.pool)).trouble?.reason ?? ''));
    await publishing.stop();
  });
});

if (reason !== undefined) it('a Kafka with TLS and SASL: takes messages', ({ skip }) => skip(reason));

/** A certificate of this machine's own, its key beside it. */
function selfSigned(folder: string): { certificate: string; key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  execFileSync('openssl', [...request, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert], {
    stdio: 'pipe',
  });
  return { certificate: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}
