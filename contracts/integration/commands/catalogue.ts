import type { z } from 'zod';
import * as commands from './commands.ts';
import { CommandResultV1 } from './result.ts';

interface CommandDefinition {
  readonly summary: { readonly es: string; readonly en: string };
  readonly versions: Readonly<Record<number, z.ZodType>>;
}

/** Every command that is taken. Versions are for ever: an ERP that was written for one goes on with it. */
export const commandCatalogue = {
  'foja.command.view-claim': {
    summary: { es: 'El proveedor lo vio', en: 'The provider has seen it' },
    versions: { 1: commands.ViewClaimV1 },
  },
  'foja.command.respond-to-claim': {
    summary: { es: 'La respuesta comunicada al consumidor', en: 'The answer as told to the consumer' },
    versions: { 1: commands.RespondToClaimV1 },
  },
  'foja.command.offer-settlement': {
    summary: {
      es: 'Un ofrecimiento para solucionar el reclamo (art. 6-A)',
      en: 'An offer to settle the claim (art. 6-A)',
    },
    versions: { 1: commands.OfferSettlementV1 },
  },
  'foja.command.extend-deadline': {
    summary: { es: 'Amplía el plazo, donde el régimen lo permite', en: 'Extends the term, where the regime allows it' },
    versions: { 1: commands.ExtendDeadlineV1 },
  },
} as const satisfies Record<string, CommandDefinition>;

type Catalogue = typeof commandCatalogue;
type CommandName = keyof Catalogue;

/** As it stands in a message: name and version, `foja.command.view-claim.v1`. */
export type CommandType = {
  [Name in CommandName]: `${Name}.v${keyof Catalogue[Name]['versions'] & number}`;
}[CommandName];

type SchemaOf<Type extends CommandType> =
  Type extends `${infer Name extends CommandName}.v${infer Version extends number}`
    ? Catalogue[Name]['versions'] extends { readonly [V in Version]: infer S extends z.ZodType }
      ? S
      : never
    : never;

/** A command as it was understood: its type, and what goes with it. */
export type Command = {
  [Type in CommandType]: { readonly type: Type; readonly data: z.output<SchemaOf<Type>> };
}[CommandType];

export interface KnownCommand {
  readonly type: CommandType;
  readonly definition: CommandDefinition;
  readonly schema: z.ZodType;
}

/** Every version of every command, in the order of the catalogue. */
export const knownCommands: readonly KnownCommand[] = Object.entries<CommandDefinition>(commandCatalogue).flatMap(
  ([name, definition]) =>
    Object.entries(definition.versions).map(([version, schema]) => ({
      type: `${name}.v${version}` as CommandType,
      definition,
      schema,
    })),
);

const byType = new Map<string, KnownCommand>(knownCommands.map((known) => [known.type, known]));

export function commandOf(type: string): KnownCommand | undefined {
  return byType.get(type);
}

export const RESULT_TYPE = 'foja.command.result.v1';

/** What is sent back. */
export const resultDefinition = {
  type: RESULT_TYPE,
  summary: { es: 'Qué fue de una orden', en: 'What became of a command' },
  schema: CommandResultV1,
} as const;
