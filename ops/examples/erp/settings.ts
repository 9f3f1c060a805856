import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';

const { env } = process;

/** The firm whose claims these are. */
export const ruc = needed('RUC');
/** Where the mirror is. */
export const database = env['ERP_DB'] ?? 'erp.sqlite';

export const topics = {
  claims: `foja.${ruc}.claims.v1`,
  commands: `foja.${ruc}.commands.v1`,
  results: `foja.${ruc}.results.v1`,
};

export function kafka(): Kafka {
  const sasl: Pick<KafkaConfig, 'ssl' | 'sasl'> = {
    ssl: true,
    sasl: { mechanism: 'scram-sha-512', username: env['KAFKA_USERNAME'] ?? '', password: env['KAFKA_PASSWORD'] ?? '' },
  };
  return new Kafka({
    clientId: 'erp',
    brokers: needed('KAFKA_BROKERS').split(','),
    ...(env['KAFKA_USERNAME'] === undefined ? {} : sasl),
    logLevel: logLevel.ERROR,
    // For as long as it takes: an ERP that gives up is one more thing to watch.
    retry: { retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 5_000 },
  });
}

/** Where Foja is, and a key of the firm's: for those who have no Kafka. */
export function foja(): { readonly url: string; readonly key: string } {
  return { url: needed('FOJA_URL'), key: needed('FOJA_KEY') };
}

function needed(name: string): string {
  const value = env[name];
  if (value === undefined || value === '') {
    console.error(`${name} is not set`);
    process.exit(2);
  }
  return value;
}
