import { z } from 'zod';
import { type FeedKind, type KnownMessage, messages } from './catalogue.ts';
import { REGULATOR_FEED } from './feeds.ts';

/** A place where messages are to be had, or are taken: a topic of Kafka, and a feed over HTTP where it is one. */
interface Channel {
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly ofFirm: boolean;
  readonly messages: readonly KnownMessage[];
}

const channels: Readonly<Record<FeedKind, Channel>> = {
  claims: {
    address: 'foja.{ruc}.claims.v1',
    title: 'Reclamos de un proveedor',
    description: 'Cada hecho de cada reclamo del proveedor, en el orden de cada reclamo. Para su ERP.',
    ofFirm: true,
    messages: messages.filter(({ definition }) => definition.feed === 'claims'),
  },
  regulator: {
    address: REGULATOR_FEED,
    title: 'Indecopi y otros supervisores',
    description: 'Hojas pedidas y entregadas, respuestas tardías, cifras diarias y puntos de control del libro mayor.',
    ofFirm: false,
    messages: messages.filter(({ definition }) => definition.feed === 'regulator'),
  },
};

export type AsyncApi = Readonly<Record<string, unknown>>;

/** AsyncAPI 3.0 of every feed, from the catalogue that the feeds are written by. */
export function asyncApiDocument(version = '0.1.0'): AsyncApi {
  const schemas = new Map<string, unknown>();
  for (const { type, schema } of messages) addSchema(schemas, type, schema);
  addSchema(schemas, HEADERS, cloudEventHeaders);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Foja',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: mapped(channels, ([name, channel]) => [name, channelOf(channel)]),
    operations: mapped(channels, ([name, channel]) => [
      `send-${name}`,
      {
        action: 'send',
        title: channel.title,
        channel: { $ref: `#/channels/${name}` },
        messages: channel.messages.map(({ type }) => ({ $ref: `#/channels/${name}/messages/${type}` })),
      },
    ]),
    components: {
      messages: Object.fromEntries(messages.map((message) => [message.type, definitionOf(message)])),
      schemas: Object.fromEntries(schemas),
    },
  };
}

const HEADERS = 'CloudEventHeaders';

/** CloudEvents 1.0, binary mode over Kafka: the attributes as headers, the data as the value. */
const cloudEventHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.uuid(),
  ce_source: z.string(),
  ce_type: z.string(),
  ce_time: z.iso.datetime({ offset: true }),
  ce_subject: z.uuid().optional(),
  ce_dataschema: z.string(),
  ce_sequence: z.string().regex(/^\d+$/),
});

const DESCRIPTION = `Los mensajes que salen de Foja: los mismos por HTTP, por Kafka y por webhook.
Por HTTP: \`GET /v1/feeds/{feed}?after=\` responde CloudEvents 1.0 (JSON estructurado, en lote), o Server-Sent Events si se pide
\`text/event-stream\`. Por Kafka: CloudEvents en modo binario, con el reclamo como llave.
Llegan al menos una vez y en orden por reclamo; el mismo hecho tiene siempre el mismo \`id\`. Ningún mensaje lleva datos personales:
el reclamo se lee en \`link\`, con la llave del proveedor.`;

function channelOf({ address, title, description, ofFirm, messages: those }: Channel) {
  return {
    address,
    title,
    description,
    messages: Object.fromEntries(those.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    ...(ofFirm
      ? { parameters: { ruc: { description: 'RUC del proveedor: once dígitos', examples: ['20999999990'] } } }
      : {}),
  };
}

function definitionOf({ type, definition }: KnownMessage) {
  return {
    name: type,
    title: definition.summary.es,
    summary: definition.summary.en,
    contentType: 'application/json',
    headers: { $ref: `#/components/schemas/${HEADERS}` },
    payload: { $ref: `#/components/schemas/${type}` },
  };
}

interface JsonSchema {
  readonly definitions?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** JSON Schema draft 7, which AsyncAPI's own is a superset of; what several share stands once, by its own name. */
function addSchema(schemas: Map<string, unknown>, name: string, schema: z.ZodType): void {
  const { $schema: _, definitions = {}, ...own } = z.toJSONSchema(schema, { target: 'draft-7' }) as JsonSchema;
  for (const [id, shared] of Object.entries(definitions)) schemas.set(id, hoisted(shared));
  schemas.set(name, hoisted(own));
}

/** References point at where the document keeps schemas. */
function hoisted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hoisted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'id' && key !== '$id');
  return Object.fromEntries(
    entries.map(([key, item]) =>
      key === '$ref' && typeof item === 'string'
        ? [key, item.replace('#/definitions/', '#/components/schemas/')]
        : [key, hoisted(item)],
    ),
  );
}

function mapped<V>(
  record: Readonly<Record<string, V>>,
  each: (entry: [string, V]) => [string, unknown],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(each));
}
