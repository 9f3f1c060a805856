import { z } from 'zod';
import { messages } from './catalogue.ts';
import { knownCommands, resultDefinition } from './commands/catalogue.ts';
import { commandsTopic, rejectsTopic, resultsTopic } from './commands/topics.ts';
import { claimsFeed, REGULATOR_FEED } from './feeds.ts';

/** A place where messages are to be had, or are taken: a topic of Kafka, and a feed over HTTP where it is one. */
export interface Channel {
  readonly address: string;
  /** What Foja does there. */
  readonly action: 'send' | 'receive';
  readonly title: string;
  readonly description: string;
  readonly ofFirm: boolean;
  readonly messages: readonly Described[];
}

export interface Described {
  readonly type: string;
  readonly summary: { readonly es: string; readonly en: string };
  readonly schema: z.ZodType;
  /** Name of the headers' schema. */
  readonly headers: string;
}

const told: readonly (Described & { readonly feed: string })[] = messages.map(({ type, schema, definition }) => ({
  ...{ type, schema, summary: definition.summary, feed: definition.feed },
  headers: 'CloudEventHeaders',
}));
const commands: readonly Described[] = knownCommands.map(({ type, schema, definition }) => ({
  ...{ type, schema, summary: definition.summary },
  headers: 'CommandHeaders',
}));
const result: Described = { ...resultDefinition, headers: 'CloudEventHeaders' };
const reject: Described = {
  type: 'foja.command.reject',
  summary: { es: 'Lo que no se pudo leer como una orden, tal como llegó', en: 'What was no command, as it came' },
  schema: z.unknown(),
  headers: 'RejectHeaders',
};

export const channels: Readonly<Record<string, Channel>> = {
  claims: {
    address: claimsFeed('{ruc}'),
    action: 'send',
    title: 'Reclamos de un proveedor',
    description: 'Cada hecho de cada reclamo del proveedor, en el orden de cada reclamo. Para su ERP.',
    ofFirm: true,
    messages: told.filter(({ feed }) => feed === 'claims'),
  },
  regulator: {
    address: REGULATOR_FEED,
    action: 'send',
    title: 'Indecopi y otros supervisores',
    description: 'Hojas pedidas y entregadas, respuestas tardías, cifras diarias y puntos de control del libro mayor.',
    ofFirm: false,
    messages: told.filter(({ feed }) => feed === 'regulator'),
  },
  commands: {
    address: commandsTopic('{ruc}'),
    action: 'receive',
    title: 'Órdenes del ERP de un proveedor',
    description:
      'Lo que el ERP pide, con el reclamo como llave. Solo por Kafka; por HTTP son las rutas de /openapi.json.',
    ofFirm: true,
    messages: commands,
  },
  results: {
    address: resultsTopic('{ruc}'),
    action: 'send',
    title: 'Qué fue de cada orden',
    description: 'Un resultado por orden, con el reclamo como llave. La misma orden tiene siempre el mismo.',
    ofFirm: true,
    messages: [result],
  },
  rejects: {
    address: rejectsTopic('{ruc}'),
    action: 'send',
    title: 'Lo que no era una orden',
    description: 'Los bytes y las cabeceras tal como llegaron, con el problema en «foja-problem».',
    ofFirm: true,
    messages: [reject],
  },
};

/** Every message there is. */
export const described: readonly Described[] = [...told, ...commands, result, reject];
