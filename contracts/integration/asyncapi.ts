import { z } from 'zod';
import { type Channel, channels, type Described, described } from './channels.ts';
import { commandHeaders, rejectHeaders } from './commands/headers.ts';

export type AsyncApi = Readonly<Record<string, unknown>>;

/** AsyncAPI 3.0 of every feed, and of the commands, from the catalogues that they are written and read by. */
export function asyncApiDocument(version = '0.1.0'): AsyncApi {
  const schemas = new Map<string, unknown>();
  for (const { type, schema } of described) addSchema(schemas, type, schema);
  for (const [name, schema] of Object.entries(headers)) addSchema(schemas, name, schema);
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
      `${channel.action}-${name}`,
      {
        action: channel.action,
        title: channel.title,
        channel: { $ref: `#/channels/${name}` },
        messages: channel.messages.map(({ type }) => ({ $ref: `#/channels/${name}/messages/${type}` })),
      },
    ]),
    components: {
      messages: Object.fromEntries(described.map((message) => [message.type, definitionOf(message)])),
      schemas: Object.fromEntries(schemas),
    },
  };
}

/** CloudEvents 1.0, binary mode over Kafka: the attributes as headers, the data as the value. */
const cloudEventHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.uuid(),
  ce_source: z.string(),
  ce_type: z.string(),
  ce_time: z.iso.datetime({ offset: true }),
  ce_subject: z.uuid().optional(),
  ce_dataschema: z.string(),
  /** Results have none. */
  ce_sequence: z.string().regex(/^\d+$/).optional(),
  /** W3C trace context, where the fact belongs to a trace. */
  ce_traceparent: z.string().optional(),
});

const headers = { CloudEventHeaders: cloudEventHeaders, CommandHeaders: commandHeaders, RejectHeaders: rejectHeaders };

const DESCRIPTION = `Los mensajes que salen de Foja: los mismos por HTTP, por Kafka y por webhook.
Por HTTP: \`GET /v1/feeds/{feed}?after=\` responde CloudEvents 1.0 (JSON estructurado, en lote), o Server-Sent Events si se pide
\`text/event-stream\`. Por Kafka: CloudEvents en modo binario, con el reclamo como llave.
Llegan al menos una vez y en orden por reclamo; el mismo hecho tiene siempre el mismo \`id\`. Ningún mensaje lleva datos personales:
el reclamo se lee en \`link\`, con la llave del proveedor. Los instantes llevan su desfase; los días son de Lima.
Por Kafka el ERP también manda órdenes y recibe sus resultados; los textos de una orden son datos personales.`;

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

function definitionOf({ type, summary, headers: headersName }: Described) {
  return {
    name: type,
    title: summary.es,
    summary: summary.en,
    contentType: 'application/json',
    headers: { $ref: `#/components/schemas/${headersName}` },
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
