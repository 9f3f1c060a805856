import { StoreUnavailable } from '@foja/ledger';
import { Command, CommanderError } from 'commander';
import { auditorsCommand } from './commands/auditors.ts';
import { booksCommand } from './commands/books.ts';
import { deadlineCommand } from './commands/deadline.ts';
import { eraseCommand } from './commands/erase.ts';
import { exportCommand } from './commands/export.ts';
import { holdsCommand } from './commands/holds.ts';
import { holidaysCommand } from './commands/holidays.ts';
import { keysCommand } from './commands/keys.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { officialsCommand } from './commands/officials.ts';
import { providersCommand } from './commands/providers.ts';
import { rebuildCommand } from './commands/rebuild.ts';
import { regimesCommand } from './commands/regimes.ts';
import { replayCommand } from './commands/replay.ts';
import { retentionCommand } from './commands/retention.ts';
import { sealCommand } from './commands/seal.ts';
import { seedCommand } from './commands/seed.ts';
import { staffCommand } from './commands/staff.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { vaultCommand } from './commands/vault.ts';
import { versionCommand } from './commands/version.ts';
import { tell } from './output/print.ts';
import { inSpanish, spanishHelp } from './output/spanish.ts';
import { databaseTrouble } from './output/trouble.ts';
import type { Environment } from './settings.ts';
import { exitCodes, Stop } from './stop.ts';

/** Runs one command line to its end and answers its exit code. Errors for people are one line, without a stack. */
export async function run(args: readonly string[], environment: Environment): Promise<number> {
  const program = programOf(environment);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return exitCodeOf(error, environment);
  }
}

/** Every command, ready to parse a command line. */
export function programOf(environment: Environment): Command {
  const program = new Command('foja').description('El libro mayor detrás del Libro de Reclamaciones.');
  const make = [
    startCommand,
    replayCommand,
    eraseCommand,
    holdsCommand,
    retentionCommand,
    vaultCommand,
    deadlineCommand,
    ledgerCommand,
    sealCommand,
    rebuildCommand,
    statusCommand,
    providersCommand,
    booksCommand,
    keysCommand,
    officialsCommand,
    exportCommand,
    auditorsCommand,
    staffCommand,
    holidaysCommand,
    regimesCommand,
    seedCommand,
    versionCommand,
  ];
  for (const command of make) program.addCommand(command(environment));
  speakSpanish(program);
  program.addHelpText('after', codes);
  return program;
}

const codes = `
Códigos de salida: 0 bien; 1 hay una diferencia, o una regla lo impide; 2 mal uso o un ajuste equivocado;
3 la base de datos, el puerto o la carpeta de datos no está disponible.

Ajustes (variables de entorno): PORT, HOST, DATA_DIR, DATABASE_URL, DATABASE_MIGRATION_URL, OPERATOR_KEY, MASTER_KEY, MASTER_KEY_PREVIOUS,
RATE_LIMIT, MAIL, LOG_LEVEL. Con LOG_LEVEL=debug los errores muestran su origen.`;

function exitCodeOf(error: unknown, environment: Environment): number {
  // Commander has printed its own message by now, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes['wrong-use'];
  const unavailable = error instanceof StoreUnavailable;
  tell(`foja: ${sentenceOf(error).replaceAll('\n', ' ')}`);
  if (environment['LOG_LEVEL'] === 'debug' || environment['LOG_LEVEL'] === 'trace') console.error(error);
  if (error instanceof Stop) return error.exitCode;
  return unavailable ? exitCodes.unavailable : exitCodes.refused;
}

/** A `Stop` was written for people; anything else is the program's own trouble, and says so. */
function sentenceOf(error: unknown): string {
  if (error instanceof Stop) return error.message;
  if (error instanceof StoreUnavailable) return `la base de datos no está disponible: ${databaseTrouble(error)}`;
  return `error interno: ${error instanceof Error ? error.message : String(error)}`;
}

function speakSpanish(command: Command): void {
  command
    .exitOverride()
    .helpOption('-h, --help', 'muestra esta ayuda')
    .configureHelp(spanishHelp)
    .configureOutput({ outputError: (text, write) => write(inSpanish(text)) })
    .showHelpAfterError(false);
  if (command.commands.length > 0) command.helpCommand('help [orden]', 'muestra la ayuda de una orden');
  for (const part of command.commands) speakSpanish(part);
}
