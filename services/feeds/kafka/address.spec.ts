import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type KafkaSettings, kafkaAddressOf, shownKafka, WrongKafkaSetting } from './address.ts';

const folder = mkdtempSync(join(tmpdir(), 'foja-kafka-address-'));
afterAll(() => rmSync(folder, { recursive: true }));

const certificate = join(folder, 'ca.pem');
writeFileSync(certificate, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
const login: KafkaSettings = {
  KAFKA_BROKERS: 'kafka1:9092, kafka2:9092',
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  KAFKA_SASL_USERNAME: 'foja',
  KAFKA_SASL_PASSWORD: 'not to be shown',
};

function troubleWith(set: KafkaSettings): string | undefined {
  try {
    kafkaAddressOf(set);
    return undefined;
  } catch (error) {
    return error instanceof WrongKafkaSetting ? error.variable : String(error);
  }
}

describe("a cluster's address", () => {
  it('is none where no broker is named', () => {
    expect(kafkaAddressOf({})).toBeUndefined();
  });

  it('names brokers, in the clear unless told otherwise', () => {
    const address = kafkaAddressOf({ KAFKA_BROKERS: 'kafka1:9092, [::1]:9093' });
    expect(address).toEqual({ brokers: ['kafka1:9092', '[::1]:9093'], tls: undefined, sasl: undefined });
  });

  it('is TLS where it says so, and where it says who signs', () => {
    expect(kafkaAddressOf({ ...login, KAFKA_TLS: 'on' })?.tls).toEqual({ ca: undefined, own: undefined });
    expect(kafkaAddressOf({ ...login, KAFKA_TLS_CA: certificate })?.tls?.ca).toContain('CERTIFICATE');
    expect(kafkaAddressOf({ ...login, KAFKA_TLS_CA: certificate, KAFKA_TLS: 'off' })?.tls).toBeUndefined();
  });

  it('is shown without its password', () => {
    const address = kafkaAddressOf({ ...login, KAFKA_TLS: 'on' });
    expect(address?.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'foja', password: 'not to be shown' });
    expect(address && shownKafka(address)).toBe('kafka1:9092,kafka2:9092 (TLS; scram-sha-512, ••••••••)');
  });

  it.each<[keyof KafkaSettings, KafkaSettings]>([
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka1' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka1:9092,' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka://kafka1:9092' }],
    ['KAFKA_SASL_MECHANISM', { KAFKA_BROKERS: 'kafka1:9092', KAFKA_SASL_PASSWORD: 'x' }],
    ['KAFKA_SASL_MECHANISM', { ...login, KAFKA_SASL_MECHANISM: 'plain' }], // in the clear
    ['KAFKA_SASL_USERNAME', { ...login, KAFKA_SASL_USERNAME: undefined }],
    ['KAFKA_SASL_PASSWORD', { ...login, KAFKA_SASL_PASSWORD: undefined }],
    ['KAFKA_TLS_CA', { ...login, KAFKA_TLS_CA: join(folder, 'none.pem') }],
    ['KAFKA_TLS_KEY', { ...login, KAFKA_TLS_KEY: certificate }], // a certificate is no key
    ['KAFKA_TLS_KEY', { ...login, KAFKA_TLS: 'on', KAFKA_TLS_CERT: certificate }],
  ])('is refused by the name of what is wrong: %s', (variable, set) => {
    expect(troubleWith(set)).toBe(variable);
  });
});
