import { readFileSync } from 'node:fs';

/** Where a Kafka cluster is, and how it lets us in. */
export interface KafkaAddress {
  /** `host:port` of some of its brokers; the rest is learnt from them. */
  readonly brokers: readonly string[];
  /** Undefined: in clear. */
  readonly tls: KafkaTls | undefined;
  readonly sasl: KafkaLogin | undefined;
}

/** All as PEM. */
export interface KafkaTls {
  /** Who signs the brokers' certificates; undefined: those that Node trusts. */
  readonly ca: string | undefined;
  /** Our own certificate and its key, where brokers ask for one. */
  readonly own: { readonly cert: string; readonly key: string } | undefined;
}

export interface KafkaLogin {
  readonly mechanism: (typeof mechanisms)[number];
  readonly username: string;
  readonly password: string;
}

export const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** As the environment gives it. */
export interface KafkaSettings {
  readonly KAFKA_BROKERS?: string | undefined;
  readonly KAFKA_TLS?: 'on' | 'off' | undefined;
  readonly KAFKA_TLS_CA?: string | undefined;
  readonly KAFKA_TLS_CERT?: string | undefined;
  readonly KAFKA_TLS_KEY?: string | undefined;
  readonly KAFKA_SASL_MECHANISM?: KafkaLogin['mechanism'] | undefined;
  readonly KAFKA_SASL_USERNAME?: string | undefined;
  readonly KAFKA_SASL_PASSWORD?: string | undefined;
}

/** A setting is wrong: which, and why, in Spanish and without its value. */
export class WrongKafkaSetting extends Error {
  override readonly name = 'WrongKafkaSetting';
  readonly variable: keyof KafkaSettings;

  constructor(variable: keyof KafkaSettings, message: string) {
    super(message);
    this.variable = variable;
  }
}

/**
 * Undefined where Kafka is off. Reads the files that the settings name.
 * @throws WrongKafkaSetting
 */
export function kafkaAddressOf(set: KafkaSettings): KafkaAddress | undefined {
  const { KAFKA_BROKERS } = set;
  if (KAFKA_BROKERS === undefined) return undefined;
  const brokers = KAFKA_BROKERS.split(',').map((broker) => broker.trim());
  if (!brokers.every((broker) => /^(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/.test(broker)))
    throw new WrongKafkaSetting('KAFKA_BROKERS', 'debe ser una lista como kafka1:9092,kafka2:9092');
  const tls = tlsOf(set);
  return { brokers, tls, sasl: loginOf(set, tls !== undefined) };
}

/** For people: without the password. */
export function shownKafka({ brokers, tls, sasl }: KafkaAddress): string {
  const how = [tls === undefined ? 'sin TLS' : 'TLS', ...(sasl === undefined ? [] : [`${sasl.mechanism}, ••••••••`])];
  return `${brokers.join(',')} (${how.join('; ')})`;
}

/** Naming who signs the brokers' certificates is asking for TLS. */
function tlsOf(set: KafkaSettings): KafkaTls | undefined {
  const ca = pem(set, 'KAFKA_TLS_CA', 'CERTIFICATE');
  const cert = pem(set, 'KAFKA_TLS_CERT', 'CERTIFICATE');
  const key = pem(set, 'KAFKA_TLS_KEY', 'PRIVATE KEY');
  if (set.KAFKA_TLS === 'off' || (set.KAFKA_TLS === undefined && ca === undefined)) return undefined;
  if (cert === undefined && key === undefined) return { ca, own: undefined };
  if (cert === undefined) throw new WrongKafkaSetting('KAFKA_TLS_CERT', 'falta: va junto con KAFKA_TLS_KEY');
  if (key === undefined) throw new WrongKafkaSetting('KAFKA_TLS_KEY', 'falta: va junto con KAFKA_TLS_CERT');
  return { ca, own: { cert, key } };
}

function loginOf(set: KafkaSettings, tls: boolean): KafkaLogin | undefined {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = set;
  if (mechanism === undefined) {
    if (username === undefined && password === undefined) return undefined;
    throw new WrongKafkaSetting('KAFKA_SASL_MECHANISM', `falta: uno de ${mechanisms.join(', ')}`);
  }
  if (username === undefined) throw new WrongKafkaSetting('KAFKA_SASL_USERNAME', 'falta: la pide KAFKA_SASL_MECHANISM');
  if (password === undefined) throw new WrongKafkaSetting('KAFKA_SASL_PASSWORD', 'falta: la pide KAFKA_SASL_MECHANISM');
  if (mechanism === 'plain' && !tls)
    throw new WrongKafkaSetting(
      'KAFKA_SASL_MECHANISM',
      'con plain la contraseña viajaría en claro: ponga KAFKA_TLS=on',
    );
  return { mechanism, username, password };
}

/** The text of the file that a variable names. */
function pem(
  set: KafkaSettings,
  variable: 'KAFKA_TLS_CA' | 'KAFKA_TLS_CERT' | 'KAFKA_TLS_KEY',
  what: string,
): string | undefined {
  const file = set[variable];
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new WrongKafkaSetting(variable, 'no se puede leer ese archivo');
  }
  if (!text.includes(`${what}-----`))
    throw new WrongKafkaSetting(variable, 'ese archivo no es un PEM de lo que se espera');
  return text;
}
