import { type Caller, type CommandSide, createCommands } from '@foja/commands';
import { v4 as uuid } from 'uuid';
import { type Ledger, openLedger } from './ledger.ts';
import { tell } from './output/print.ts';
import { type Environment, readSettings, type Settings } from './settings.ts';

/** What a command of the command line works with. */
export interface Session extends Ledger {
  readonly settings: Settings;
  readonly commands: CommandSide;
}

/** What a command does where DATA_DIR holds no ledger: one that has something to write into a new one may begin it. */
export interface Beginning {
  readonly mayBegin?: boolean;
}

/** Opens the ledger for one command and leaves everything as it was, however the command ends. */
export async function withSession<T>(
  environment: Environment,
  work: (session: Session) => Promise<T>,
  { mayBegin = false }: Beginning = {},
): Promise<T> {
  const settings = readSettings(environment);
  const ledger = await openLedger(settings, { log: quietUnlessDebug(settings), mayBegin });
  try {
    const commands = await createCommands({
      store: ledger.store,
      clock: now,
      failed: (error) => tell(`foja: ${error instanceof Error ? error.message : String(error)}`),
    });
    try {
      return await work({ ...ledger, settings, commands });
    } finally {
      await commands.close();
    }
  } finally {
    await ledger.close('release');
  }
}

export function now(): string {
  return new Date().toISOString();
}

/** The operator at the command line. */
export function operator(commandId: string = uuid()): Caller {
  return { actor: { role: 'operator', id: 'command-line' }, commandId, correlationId: uuid() };
}

function quietUnlessDebug(settings: Settings): (message: string) => void {
  return settings.logLevel === 'debug' || settings.logLevel === 'trace' ? tell : () => undefined;
}
