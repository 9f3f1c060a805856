import { join, resolve } from 'node:path';
import { parseVerifierKey, type VerifierKey } from '@foja/domain/ledger/index.ts';
import {
  type KafkaAddress,
  kafkaAddressOf,
  mechanisms,
  shownKafka,
  WrongKafkaSetting,
} from '@foja/feeds/kafka/address.ts';
import { webhookNetworks } from '@foja/feeds/webhooks/networks.ts';
import { type S3Address, s3AddressOf, shownAddress } from '@foja/files/s3/address.ts';
import { addressTrouble, maskedAddress } from '@foja/ledger/eventstoredb/address.ts';
import { primitives } from '@foja/ledger/primitives.ts';
import { readKey } from '@foja/ledger/sealing/log-key.ts';
import type { IssuerSettings } from '@foja/web/staff/oidc/issuer.ts';
import { z } from 'zod';
import { Stop } from './stop.ts';

/** Everything that can be set from outside, parsed once. Nothing else in Foja reads the environment. */
export interface Settings {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** An own PostgreSQL; undefined: the embedded one. */
  readonly databaseUrl: string | undefined;
  /** The login that migrates, where it is another one. */
  readonly databaseMigrationUrl: string | undefined;
  /** EventStoreDB for the events; undefined: they are in the database, too. */
  readonly eventStoreUrl: string | undefined;
  /** A Kafka that the feeds are published to, too; undefined: they leave over HTTP and webhooks only. */
  readonly kafka: KafkaAddress | undefined;
  /** Whether ERPs' commands are taken from there: who may write to a firm's topic then speaks for it. */
  readonly kafkaCommands: boolean;
  /** Networks that webhooks may go to, beside the public Internet; in these also without TLS. */
  readonly webhookNetworks: readonly string[];
  /** Undefined: mail goes to files in DATA_DIR/outbox. */
  readonly smtpUrl: string | undefined;
  /** The address that mail comes from. */
  readonly mailFrom: string;
  /** Where people reach the pages, without a path; undefined: where the server listens. */
  readonly publicUrl: string | undefined;
  /** A bucket for files; undefined: they are in DATA_DIR. */
  readonly s3: S3Address | undefined;
  /** Of the accounts that organisations give; undefined: passwords and keys only. */
  readonly oidc: IssuerSettings | undefined;
  /** Where traces are sent (OTLP over HTTP); undefined: there are none. */
  readonly otlpEndpoint: string | undefined;
  /** Of traces that are collected, from 0 to 1. */
  readonly tracesShare: number;
  readonly operatorKey: string | undefined;
  /** Opens every claim as its consumer, base64url of 32 bytes or more; undefined: DATA_DIR keeps one. */
  readonly trackingKey: string | undefined;
  /** Base64 of 32 bytes; undefined: DATA_DIR keeps one. */
  readonly masterKey: string | undefined;
  /** The one before, while it is being replaced. */
  readonly masterKeyPrevious: string | undefined;
  /** The key that signs the sealed log, as `PRIVATE+KEY+…`; undefined: DATA_DIR keeps one. */
  readonly ledgerKey: string | undefined;
  /** The name of a log that is yet to be begun; undefined: from PUBLIC_URL. */
  readonly ledgerOrigin: string | undefined;
  readonly witnesses: readonly WitnessSetting[];
  /** Cosignatures that a checkpoint needs before it is served. */
  readonly witnessQuorum: number;
  /** A time-stamp authority (RFC 3161). */
  readonly tsaUrl: string | undefined;
  /** Each so many checkpoints one is time-stamped. */
  readonly tsaEvery: number;
  readonly rateLimit: boolean;
  /** False: mails are queued and not sent. For load tests. */
  readonly mail: boolean;
  readonly logLevel: (typeof logLevels)[number];
}

/** Somebody who cosigns checkpoints. */
export interface WitnessSetting {
  readonly url: string;
  readonly key: VerifierKey;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** @throws Stop with one line that names the variable and what it wants; the value itself is not repeated. */
export function readSettings(environment: Environment): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => Object.hasOwn(variables.shape, name) && value !== ''),
  );
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Stop(`${String(issue?.path[0])}: ${issue?.message}`, 'wrong-use');
  }
  const set = parsed.data;
  return {
    port: set.PORT,
    host: set.HOST,
    dataDir: resolve(set.DATA_DIR),
    databaseUrl: set.DATABASE_URL,
    databaseMigrationUrl: set.DATABASE_MIGRATION_URL,
    eventStoreUrl: set.EVENTSTORE_URL,
    kafka: kafkaOf(set),
    kafkaCommands: set.KAFKA_COMMANDS === 'on',
    webhookNetworks: set.WEBHOOK_NETWORKS,
    smtpUrl: set.SMTP_URL,
    mailFrom: set.MAIL_FROM,
    publicUrl: set.PUBLIC_URL,
    s3: bucketOf(set),
    oidc: issuerOf(set),
    otlpEndpoint: set.OTEL_EXPORTER_OTLP_ENDPOINT,
    tracesShare: set.OTEL_TRACES_SAMPLER_ARG,
    operatorKey: set.OPERATOR_KEY,
    trackingKey: set.TRACKING_KEY,
    masterKey: set.MASTER_KEY,
    masterKeyPrevious: set.MASTER_KEY_PREVIOUS,
    ledgerKey: set.LEDGER_KEY,
    ledgerOrigin: set.LEDGER_ORIGIN,
    witnesses: set.WITNESSES,
    witnessQuorum: set.WITNESS_QUORUM ?? (set.WITNESSES.length === 0 ? 0 : Math.floor(set.WITNESSES.length / 2) + 1),
    tsaUrl: set.TSA_URL,
    tsaEvery: set.TSA_EVERY,
    rateLimit: set.RATE_LIMIT === 'on',
    mail: set.MAIL === 'on',
    logLevel: set.LOG_LEVEL,
  };
}

/** The settings as they are printed at the start: secrets masked, and what is not there said so. */
export function describeSettings(settings: Settings): [name: string, value: string][] {
  const secret = (value: string | undefined, otherwise: string) => (value === undefined ? otherwise : '••••••••');
  return [
    ['PORT', String(settings.port)],
    ['HOST', settings.host],
    ['DATA_DIR', settings.dataDir],
    ['DATABASE_URL', settings.databaseUrl === undefined ? 'PostgreSQL embebido' : masked(settings.databaseUrl)],
    [
      'EVENTSTORE_URL',
      settings.eventStoreUrl === undefined
        ? 'no (el libro mayor está en PostgreSQL)'
        : `${maskedAddress(settings.eventStoreUrl)} (el libro mayor está ahí; lo demás, en PostgreSQL)`,
    ],
    [
      'S3_URL',
      settings.s3 === undefined
        ? `no (los archivos están en ${join(settings.dataDir, 'files')})`
        : shownAddress(settings.s3),
    ],
    ['OIDC_ISSUER', settings.oidc?.issuer ?? 'no (se entra con contraseña o llave)'],
    [
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      settings.otlpEndpoint === undefined
        ? 'no (sin trazas)'
        : `${masked(settings.otlpEndpoint)} (${settings.tracesShare} de las trazas)`,
    ],
    ['OPERATOR_KEY', secret(settings.operatorKey, join(settings.dataDir, 'operator-key'))],
    ['TRACKING_KEY', secret(settings.trackingKey, join(settings.dataDir, 'tracking-key'))],
    ['MASTER_KEY', secret(settings.masterKey, join(settings.dataDir, 'master-key'))],
    ...(settings.masterKeyPrevious === undefined
      ? []
      : [['MASTER_KEY_PREVIOUS', secret(settings.masterKeyPrevious, '')] as [string, string]]),
    ['LEDGER_KEY', secret(settings.ledgerKey, join(settings.dataDir, 'ledger-key'))],
    [
      'WITNESSES',
      settings.witnesses.length === 0
        ? 'no (nadie más firma los puntos de control)'
        : `${settings.witnesses.map(({ key }) => key.name).join(', ')} (bastan ${settings.witnessQuorum})`,
    ],
    ['TSA_URL', settings.tsaUrl === undefined ? 'no (sin sello de tiempo)' : masked(settings.tsaUrl)],
    ['RATE_LIMIT', settings.rateLimit ? 'on' : 'off'],
    ['MAIL', settings.mail ? 'on' : 'off'],
    ['LOG_LEVEL', settings.logLevel],
    [
      'KAFKA_BROKERS',
      settings.kafka === undefined ? 'no (los feeds salen por HTTP y webhooks)' : shownKafka(settings.kafka),
    ],
    [
      'KAFKA_COMMANDS',
      settings.kafkaCommands ? 'on (quien escribe en el tópico de una empresa habla por ella)' : 'off',
    ],
    [
      'WEBHOOK_NETWORKS',
      settings.webhookNetworks.length === 0 ? 'ninguna (solo https a Internet)' : settings.webhookNetworks.join(', '),
    ],
    ['SMTP_URL', settings.smtpUrl === undefined ? join(settings.dataDir, 'outbox') : masked(settings.smtpUrl)],
    ['MAIL_FROM', settings.mailFrom],
    ['PUBLIC_URL', settings.publicUrl ?? `http://${settings.host}:${settings.port}`],
  ];
}

function masked(url: string): string {
  const parsed = new URL(url);
  if (parsed.password !== '') parsed.password = '********';
  return decodeURI(parsed.toString());
}

const wants = (what: string) => ({ error: `debe ser ${what}` });
const postgresUrl = z
  .string()
  .refine(isPostgresUrl, wants('una dirección como postgres://usuario:clave@equipo:5432/base'));

const masterKey = z
  .string()
  .refine((key) => Buffer.from(key, 'base64').length === 32, wants('32 bytes en base64: openssl rand -base64 32'));

const variables = z
  .object({
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, wants('un entero de 0 a 65535'))
      .transform(Number)
      .refine((port) => port <= 65_535, wants('un entero de 0 a 65535'))
      .default(8080),
    HOST: z
      .string()
      .regex(/^[\w.:-]+$/, wants('un nombre o una dirección de red, como 127.0.0.1'))
      .default('127.0.0.1'),
    DATA_DIR: z.string().default('./data'),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_MIGRATION_URL: postgresUrl.optional(),
    EVENTSTORE_URL: z
      .string()
      .superRefine((url, context) => {
        const message = addressTrouble(url);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .optional(),
    KAFKA_BROKERS: z.string().optional(),
    KAFKA_TLS: z.enum(['on', 'off'], wants('on u off')).optional(),
    KAFKA_TLS_CA: z.string().optional(),
    KAFKA_TLS_CERT: z.string().optional(),
    KAFKA_TLS_KEY: z.string().optional(),
    KAFKA_SASL_MECHANISM: z.enum(mechanisms, wants(`uno de ${mechanisms.join(', ')}`)).optional(),
    KAFKA_SASL_USERNAME: z.string().optional(),
    KAFKA_SASL_PASSWORD: z.string().optional(),
    KAFKA_COMMANDS: z.enum(['on', 'off'], wants('on u off')).default('off'),
    WEBHOOK_NETWORKS: z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()])))
      .refine(areNetworks, wants('una lista de redes como 10.20.0.0/16,192.168.7.4/32')),
    SMTP_URL: z
      .string()
      .refine(isSmtpUrl, wants('una dirección como smtp://usuario:clave@equipo:587 o smtps://equipo:465'))
      .optional(),
    MAIL_FROM: z
      .string()
      .regex(/^[\w.+-]+@[\w.-]+$/, wants('una dirección de correo, como libro@empresa.pe'))
      .default('libro@localhost'),
    PUBLIC_URL: z
      .string()
      .refine(isWebOrigin, wants('la dirección de las páginas, sin ruta, como https://libro.empresa.pe'))
      .transform((url) => new URL(url).origin)
      .optional(),
    S3_URL: z.string().optional(),
    S3_ACCESS_KEY_ID: z.string().optional(),
    S3_SECRET_ACCESS_KEY: z.string().optional(),
    OIDC_ISSUER: z
      .string()
      .refine(isIssuer, wants('una dirección https, como https://cuentas.empresa.pe/realms/empresa'))
      .optional(),
    OIDC_CLIENT_ID: z.string().optional(),
    OIDC_CLIENT_SECRET: z.string().optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .string()
      .refine(isWebUrl, wants('una dirección http o https, como http://colector:4318'))
      .optional(),
    OTEL_TRACES_SAMPLER_ARG: z
      .string()
      .regex(/^(?:0(?:\.\d+)?|1(?:\.0+)?)$/, wants('una proporción de 0 a 1, como 0.1'))
      .transform(Number)
      .default(1),
    OPERATOR_KEY: z
      .string()
      .regex(/^[\x21-\x7e]{24,}$/, wants('una clave de 24 caracteres o más, sin espacios ni tildes'))
      .optional(),
    TRACKING_KEY: z
      .string()
      .refine(
        (key) => /^[\w-]+$/.test(key) && Buffer.from(key, 'base64url').length >= 32,
        wants("32 bytes o más en base64url: openssl rand -base64 32 | tr '+/' '-_' | tr -d ="),
      )
      .optional(),
    MASTER_KEY: masterKey.optional(),
    MASTER_KEY_PREVIOUS: masterKey.optional(),
    LEDGER_KEY: z
      .string()
      .refine((text) => readKey(text, 'ed25519') !== undefined, wants('una clave de firma, PRIVATE+KEY+…'))
      .optional(),
    LEDGER_ORIGIN: z
      .string()
      .regex(/^[\w.:-]+(?:\/[\w.-]+)*$/, wants('un nombre sin espacios, como libro.empresa.pe/ledger'))
      .optional(),
    WITNESSES: z
      .string()
      .default('')
      .transform((text, context) => {
        const read = witnessesOf(text);
        if (read === undefined) {
          const message =
            'debe ser una lista «dirección clave, dirección clave», con la clave que imprime foja witness';
          context.addIssue({ code: 'custom', message });
        }
        return read ?? [];
      }),
    WITNESS_QUORUM: z
      .string()
      .regex(/^\d{1,2}$/, wants('un entero de 0 al número de testigos'))
      .transform(Number)
      .optional(),
    TSA_URL: z.string().refine(isWebUrl, wants('una dirección como https://sellos.example/tsa')).optional(),
    TSA_EVERY: z
      .string()
      .regex(/^[1-9]\d{0,5}$/, wants('un entero de 1 a 999999'))
      .transform(Number)
      .default(100),
    RATE_LIMIT: z.enum(['on', 'off'], wants('on u off')).default('on'),
    MAIL: z.enum(['on', 'off'], wants('on u off')).default('on'),
    LOG_LEVEL: z.enum(logLevels, wants(`uno de ${logLevels.join(', ')}`)).default('info'),
  })
  .refine((set) => set.KAFKA_COMMANDS === 'off' || set.KAFKA_BROKERS !== undefined, {
    path: ['KAFKA_COMMANDS'],
    error: 'solo tiene sentido junto con KAFKA_BROKERS',
  })
  .refine((set) => set.DATABASE_MIGRATION_URL === undefined || set.DATABASE_URL !== undefined, {
    path: ['DATABASE_MIGRATION_URL'],
    error: 'solo tiene sentido junto con DATABASE_URL',
  })
  .refine((set) => set.MASTER_KEY_PREVIOUS === undefined || set.MASTER_KEY !== undefined, {
    path: ['MASTER_KEY_PREVIOUS'],
    error: 'solo tiene sentido junto con MASTER_KEY',
  })
  .refine((set) => (set.WITNESS_QUORUM ?? 0) <= set.WITNESSES.length, {
    path: ['WITNESS_QUORUM'],
    error: 'no puede ser mayor que el número de testigos',
  });

/** Every variable of the environment that Foja reads. */
export const settingNames: readonly string[] = Object.keys(variables.shape);

function bucketOf({
  S3_URL: url,
  S3_ACCESS_KEY_ID: accessKeyId,
  S3_SECRET_ACCESS_KEY: secretAccessKey,
}: z.infer<typeof variables>): S3Address | undefined {
  if (url === undefined) return undefined;
  const address = s3AddressOf(url, { accessKeyId, secretAccessKey });
  if (typeof address === 'string') throw new Stop(`S3_URL: ${address}`, 'wrong-use');
  return address;
}

function kafkaOf(set: z.infer<typeof variables>): KafkaAddress | undefined {
  try {
    return kafkaAddressOf(set);
  } catch (error) {
    if (error instanceof WrongKafkaSetting) throw new Stop(`${error.variable}: ${error.message}`, 'wrong-use');
    throw error;
  }
}

function issuerOf({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
}: z.infer<typeof variables>): IssuerSettings | undefined {
  if (issuer === undefined) return undefined;
  if (clientId === undefined) throw new Stop('OIDC_CLIENT_ID: falta, y OIDC_ISSUER lo necesita', 'wrong-use');
  if (clientSecret === undefined) throw new Stop('OIDC_CLIENT_SECRET: falta, y OIDC_ISSUER lo necesita', 'wrong-use');
  return { issuer, clientId, clientSecret };
}

/** What is signed by nobody is only believed on this machine. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

/** `<url> <verifier key>`, by commas. Undefined where one is not. */
function witnessesOf(text: string): WitnessSetting[] | undefined {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  const read = parts.flatMap((part) => {
    const [url = '', key = '', ...more] = part.trim().split(/\s+/);
    const parsed = parseVerifierKey(primitives.sha256, key);
    return more.length === 0 && isWebUrl(url) && parsed?.type === 'cosignature/v1' ? [{ url, key: parsed }] : [];
  });
  return read.length === parts.length ? read : undefined;
}

function areNetworks(texts: readonly string[]): boolean {
  try {
    webhookNetworks(texts);
    return true;
  } catch {
    return false;
  }
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== '';
}

function isWebOrigin(text: string): boolean {
  if (!/^https?:\/\/[^\s/?#@]+\/?$/.test(text)) return false;
  return URL.canParse(text);
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol);
}
