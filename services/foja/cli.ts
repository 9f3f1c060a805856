import { StoreUnavailable } from '@foja/ledger';
import { Command, CommanderError } from 'commander';
import { tell } from './output/print.ts';
import { inSpanish, spanishHelp } from './output/spanish.ts';
import { databaseTrouble } from './output/trouble.ts';
import type { Environment } from './settings.ts';
import { exitCodes, Stop } from './stop.ts';

/** Runs one command line to its end and answers its exit code. Errors for people are one line, without a stack. */
export async function run(args: readonly string[], environment: Environment): Promise<number> {
  try {
    const program = await programOf(environment, args[0]);
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    return exitCodeOf(error, environment);
  }
}

/**
 * Every command by its name, in the order of the help. Each is loaded only when it is the one to run, or for the help of all:
 * to read every module of the house takes longer than most commands do.
 */
const COMMANDS: Readonly<Record<string, () => Promise<(environment: Environment) => Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  erase: async () => (await import('./commands/erase.ts')).eraseCommand,
  holds: async () => (await import('./commands/holds.ts')).holdsCommand,
  retention: async () => (await import('./commands/retention.ts')).retentionCommand,
  vault: async () => (await import('./commands/vault.ts')).vaultCommand,
  deadline: async () => (await import('./commands/deadline.ts')).deadlineCommand,
  ledger: async () => (await import('./commands/ledger.ts')).ledgerCommand,
  witness: async () => (await import('./commands/witness.ts')).witnessCommand,
  'verify-bundle': async () => (await import('./commands/verify-bundle.ts')).verifyBundleCommand,
  seal: async () => (await import('./commands/seal.ts')).sealCommand,
  'copy-store': async () => (await import('./commands/copy-store.ts')).copyStoreCommand,
  rebuild: async () => (await import('./commands/rebuild.ts')).rebuildCommand,
  status: async () => (await import('./commands/status.ts')).statusCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  feeds: async () => (await import('./commands/feeds.ts')).feedsCommand,
  providers: async () => (await import('./commands/providers.ts')).providersCommand,
  books: async () => (await import('./commands/books.ts')).booksCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  officials: async () => (await import('./commands/officials.ts')).officialsCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  auditors: async () => (await import('./commands/auditors.ts')).auditorsCommand,
  staff: async () => (await import('./commands/staff.ts')).staffCommand,
  holidays: async () => (await import('./commands/holidays.ts')).holidaysCommand,
  regimes: async () => (await import('./commands/regimes.ts')).regimesCommand,
  'copy-terms': async () => (await import('./commands/copy-terms.ts')).copyTermsCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  seed: async () => (await import('./commands/seed.ts')).seedCommand,
  version: async () => (await import('./commands/version.ts')).versionCommand,
};

/** Ready to parse a command line that begins with `first`; with every command, where that is none of them. */
export async function programOf(environment: Environment, first = ''): Promise<Command> {
  const program = new Command('foja').description('El libro mayor detrás del Libro de Reclamaciones.');
  const chosen = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  const makers = await Promise.all((chosen === undefined ? Object.values(COMMANDS) : [chosen]).map((load) => load()));
  for (const make of makers) program.addCommand(make(environment));
  speakSpanish(program);
  program.addHelpText('after', codes);
  return program;
}

const codes = `
Códigos de salida: 0 bien; 1 hay una diferencia, o una regla lo impide; 2 mal uso o un ajuste equivocado;
3 la base de datos, el puerto o la carpeta de datos no está disponible.

Ajustes (variables de entorno): PORT, HOST, DATA_DIR, DATABASE_URL, DATABASE_MIGRATION_URL, OPERATOR_KEY, TRACKING_KEY,
MASTER_KEY, MASTER_KEY_PREVIOUS,
EVENTSTORE_URL, KAFKA_BROKERS y los demás KAFKA_, WEBHOOK_NETWORKS, RATE_LIMIT, MAIL, LOG_LEVEL. Con LOG_LEVEL=debug los errores muestran su origen.`;

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
